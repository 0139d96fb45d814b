/** Taking an offer, and fetching what is missing of a strip (spec section 8). */

import { Fault } from "../shared/fault.js";
import { txCodeMissing, walletEnded } from "./faults.js";
import { Filling, type Refreshed } from "./filling.js";
import { Myself } from "./holder.js";
import type { IssuerInfo } from "./metadata.js";
import { newId, type Person } from "./model.js";
import { checkFree, checkName, freeName } from "./names.js";
import type { Offer } from "./offer.js";
import type { IssuerClient, Tokens } from "./protocol.js";
import type { WalletStore } from "./store.js";

export type { Refreshed } from "./filling.js";

/**
 * Takes an offer: puts a new person into the wallet and fetches their strip.
 *
 * The person is in the wallet as soon as the offer's code is used up; if the network fails after that, `refresh` goes on.
 *
 * @param given - what the wallet's owner calls the person: a number if left out; and the transaction code, where needed
 * @throws Fault `tx_code_missing`, `name_invalid`, `holder_exists`, `offer_refused`, and as {@link refresh}
 */
export async function accept(
  store: WalletStore,
  client: IssuerClient,
  offer: Offer,
  given: { name?: string | undefined; txCode?: string | undefined } = {},
): Promise<Refreshed> {
  const txCode = offer.needsTxCode ? given.txCode?.trim() : undefined;
  if (offer.needsTxCode && !txCode) throw txCodeMissing();
  return store.refreshing(async () => {
    // All that can be refused here is refused before the code is used up.
    const others = await store.persons();
    const name = given.name ?? freeName(others);
    checkName(name);
    checkFree(name, others);
    const info = await client.discover(offer.issuer, offer.configurations);
    await store.checkRoom();
    const tokens = await client.redeem(info, offer, txCode);
    const person = await store.add({
      id: newId(),
      name,
      issuer: info.issuer,
      configuration: info.configuration,
      ...(tokens.refresh !== undefined && { refreshToken: tokens.refresh }),
      issuerNames: info.names,
      colours: info.colours,
      held: [],
      pending: [],
      refreshedAt: 0,
      nextRefreshAt: 0,
      ended: false,
    });
    return new Filling(store, client, info, tokens, person).run();
  });
}

/**
 * Fetches what is missing of a person's strip; all of it anew if their colour has changed.
 *
 * @throws Fault `wallet_ended`, `holder_unknown`, `address_refused`, `issuer_elsewhere`, `issuer_refused`, `fetch_failed`,
 * `issuer_unusable`, `wallet_busy`, those of the store; `credentials_denied` if there is nothing to show at all
 */
export function refresh(store: WalletStore, client: IssuerClient, id: string): Promise<Refreshed> {
  return store.refreshing(async () => {
    const { person, info, tokens } = await renewed(store, client, id);
    return new Filling(store, client, info, tokens, person).run();
  });
}

/**
 * New tokens for a person; the new refresh token is on the disk when this returns. The person is as it was before.
 *
 * The caller holds `store.refreshing`: two who use one refresh token would end the wallet.
 *
 * @throws as {@link refresh}
 */
export async function renewed(
  store: WalletStore,
  client: IssuerClient,
  id: string,
): Promise<{ person: Person; info: IssuerInfo; tokens: Tokens }> {
  const person = await store.person(id);
  if (person.refreshToken === undefined || person.ended) throw walletEnded();
  const info = await client.discover(person.issuer, [person.configuration]);
  let tokens: Tokens;
  try {
    tokens = await client.renew(info, person.refreshToken);
  } catch (error) {
    if (error instanceof Fault && error.reason === "wallet_ended") await store.change(id, (one) => ({ ...one, ended: true }));
    throw error;
  }
  await store.change(id, (one) => ({
    ...one,
    ...(tokens.refresh !== undefined && { refreshToken: tokens.refresh }),
    issuerNames: info.names,
    colours: info.colours,
  }));
  return { person, info, tokens };
}

/**
 * Gets an access token for a person, with the next refresh token as a refresh would.
 *
 * @throws as {@link refresh}
 */
export async function signedIn(store: WalletStore, client: IssuerClient, id: string): Promise<Myself> {
  const access = async () => (await store.refreshing(() => renewed(store, client, id))).tokens.access;
  const { issuer } = await store.person(id);
  return new Myself(client.network, issuer, await access(), access);
}

/** Whether the time has come that the wallet chose for this person's next refresh. */
export function isDue(person: Person, now: number): boolean {
  return !person.ended && person.refreshToken !== undefined && now >= person.nextRefreshAt;
}
