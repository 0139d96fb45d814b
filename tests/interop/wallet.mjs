// Gets credentials with a client that others wrote: node wallet.mjs OFFER [TX_CODE]
// Prints what it got as one line of JSON. An error that the issuer names is printed the same way.

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { clientAuthenticationAnonymous, Oauth2Client } from '@openid4vc/oauth2'
import { Openid4vciClient, setGlobalConfig } from '@openid4vc/openid4vci'

setGlobalConfig({ allowInsecureUrls: true }) // the service under test is on this machine

const [offer, txCode] = process.argv.slice(2)
const privateKeys = new Map()
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

const callbacks = {
  fetch,
  hash: (data, name) => createHash(name.replace('-', '')).update(data).digest(),
  generateRandom: (count) => randomBytes(count),
  clientAuthentication: clientAuthenticationAnonymous(),
  signJwt: (signer, { header, payload }) => {
    const input = `${encode(header)}.${encode(payload)}`
    const signature = sign(null, Buffer.from(input), privateKeys.get(signer.publicJwk.x))
    return { jwt: `${input}.${signature.toString('base64url')}`, signerJwk: signer.publicJwk }
  },
  verifyJwt: () => ({ verified: false }),
  decryptJwe: () => ({ decrypted: false }),
  encryptJwe: () => { throw new Error('not used') },
}

function newKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const publicJwk = publicKey.export({ format: 'jwk' })
  privateKeys.set(publicJwk.x, privateKey)
  return publicJwk
}

const client = new Openid4vciClient({ callbacks })

async function fetchBatch(issuerMetadata, accessToken, configuration, algorithm, count) {
  const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata })
  const jwt = []
  for (let made = 0; made < count; made += 1) {
    const proof = await client.createCredentialRequestJwtProof({
      issuerMetadata,
      credentialConfigurationId: configuration,
      nonce,
      signer: { method: 'jwk', alg: algorithm, publicJwk: newKey() },
    })
    jwt.push(proof.jwt)
  }
  const { credentialResponse } = await client.retrieveCredentials({
    issuerMetadata,
    accessToken,
    credentialConfigurationId: configuration,
    proofs: { jwt },
  })
  return credentialResponse.credentials.map((one) => one.credential)
}

async function main() {
  const credentialOffer = await client.resolveCredentialOffer(offer)
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer)
  const [configuration] = credentialOffer.credential_configuration_ids
  const { accessTokenResponse: first, authorizationServer } =
    await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
      credentialOffer,
      issuerMetadata,
      txCode,
    })
  const before = await fetchBatch(
    issuerMetadata, first.access_token, configuration, 'EdDSA', 4,
  )
  const { accessTokenResponse: second } = await new Oauth2Client({
    callbacks,
  }).retrieveRefreshTokenAccessToken({
    authorizationServerMetadata: issuerMetadata.authorizationServers.find(
      (one) => one.issuer === authorizationServer,
    ),
    refreshToken: first.refresh_token,
    resource: credentialOffer.credential_issuer,
  })
  const after = await fetchBatch(
    issuerMetadata, second.access_token, configuration, 'Ed25519', 4,
  )
  return {
    before,
    after,
    rotated: second.refresh_token !== first.refresh_token,
    identifiers: 'authorization_details' in first,
    keys: [...privateKeys.keys()],
  }
}

try {
  console.log(JSON.stringify(await main()))
} catch (error) {
  const named = error.errorResponse ?? error.response?.credentialErrorResponseResult?.data
  if (named === undefined) throw error
  console.log(JSON.stringify({ error: named.error }))
}
