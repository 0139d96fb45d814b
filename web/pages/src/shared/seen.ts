/** Whether anybody can see the page. */

import { useEffect, useState } from "preact/hooks";

/** Whether the page is seen. */
export function useSeen(): boolean {
  const [seen, setSeen] = useState(document.visibilityState === "visible");
  useEffect(() => {
    const look = () => { setSeen(document.visibilityState === "visible"); };
    document.addEventListener("visibilitychange", look);
    return () => { document.removeEventListener("visibilitychange", look); };
  }, []);
  return seen;
}
