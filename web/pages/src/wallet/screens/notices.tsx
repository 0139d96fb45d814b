/** What is said above every screen: a new build, no network. */

import { useEffect, useState } from "preact/hooks";
import { useLanguage } from "../../shared/language.js";
import { keepOffline } from "../../shared/offline.js";

/** Says that a new build of the page is there, and begins it when asked. */
export function UpdateNotice() {
  const { say } = useLanguage();
  const [update, setUpdate] = useState<{ begin: () => void }>();
  useEffect(() => {
    // Where the page can't be kept, it works as long as there is a network.
    keepOffline((begin) => { setUpdate({ begin }); }).catch(() => undefined);
  }, []);
  if (!update) return null;
  return (
    <div class="banner" role="status">
      <span>{say({ zh: "此页面有新版本", en: "There is a new version of this page" })}</span>
      <button type="button" onClick={update.begin}>{say({ zh: "更新", en: "Update" })}</button>
    </div>
  );
}

/** Says that there is no network. */
export function OfflineNotice() {
  const { say } = useLanguage();
  const online = useOnline();
  if (online) return null;
  return (
    <div class="banner" role="status">
      <span>{say({ zh: "当前无网络，已领取的通行码照常可用", en: "No network; the passes that are here work all the same" })}</span>
    </div>
  );
}

function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => { setOnline(navigator.onLine); };
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);
  return online;
}
