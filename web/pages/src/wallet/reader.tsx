/** A scanner that knows where in the wallet a code belongs, and says what a foreign code is. */

import { useRef, useState } from "preact/hooks";
import { FaultNote, Fault } from "../shared/fault.js";
import { useLanguage } from "../shared/language.js";
import { Scanner } from "../shared/scanner.js";
import { placeOf, type Place } from "./kinds.js";

/** @param onPlace - called once, with the first code that the wallet can use */
export function Reader({ onPlace }: { onPlace: (place: Place) => void }) {
  const { say } = useLanguage();
  const [fault, setFault] = useState<Fault>();
  const done = useRef(false);
  const read = (text: string) => {
    if (done.current || fault) return;
    const place = placeOf(text);
    if (place instanceof Fault) {
      setFault(place);
      return;
    }
    done.current = true;
    onPlace(place);
  };
  return (
    <>
      {fault && (
        <FaultNote fault={fault}>
          <button type="button" class="main" onClick={() => { setFault(undefined); }}>
            {say({ zh: "再扫一次", en: "Scan again" })}
          </button>
        </FaultNote>
      )}
      <Scanner onText={read} paused={fault !== undefined} />
    </>
  );
}
