// An OpenID Connect provider on this machine with people who don't exist.
// It asks nobody for a password.
// usage: node provider.mjs PEOPLE.json CLIENTS.json
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [people, clients] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path)));
const keys = [
  generateKeyPairSync("rsa", { modulusLength: 2048 }),
  generateKeyPairSync("ec", { namedCurve: "P-256" }),
].map(({ privateKey }) => ({ ...privateKey.export({ format: "jwk" }), use: "sig" }));

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(url, {
    clients,
    jwks: { keys },
    claims: {
      openid: ["sub"],
      identity: ["document", "document_number", "name", "birthdate"],
    },
    findAccount: (_, id) =>
      people[id] && { accountId: id, claims: () => ({ ...people[id], sub: id }) },
    cookies: { keys: ["a key for a test"] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AuthorizationCode: 60, AccessToken: 600, IdToken: 600 },
  });
  server.on("request", provider.callback());
  console.log(url);
});
