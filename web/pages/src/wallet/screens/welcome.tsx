/** What is seen while nobody is in the wallet. */

import { useLanguage } from "../../shared/language.js";
import { Go, Page } from "../parts.js";

export function Welcome() {
  const { say } = useLanguage();
  return (
    <Page title={say({ zh: "通行码", en: "Your pass" })} back={null}>
      <div class="colours" aria-hidden="true"><span /><span /><span /></div>
      <p class="lead">
        {say({
          zh: "在这里领取并出示您和家人的通行码，没有网络也能用。",
          en: "Here you take and show your pass, and your family’s; it works without network.",
        })}
      </p>
      <p>
        {say({
          zh: "码上只有颜色和有效期，没有姓名；检查点不联网核验，签发方不知道您去过哪里。",
          en: "A pass holds a colour and an expiry, and no name; gates check it offline, and the issuer does not learn where you were.",
        })}
      </p>
      <p>
        {say({
          zh: "所有密钥只保存在这台设备的浏览器里。",
          en: "All keys stay in this browser, on this device.",
        })}
      </p>
      <div class="stack">
        <Go to="scan" class="button main">{say({ zh: "扫描领取码", en: "Scan an offer" })}</Go>
        <Go to="add">{say({ zh: "打开图片或粘贴链接", en: "Open a picture or paste a link" })}</Go>
        <Go to="apply">{say({ zh: "自助申领", en: "Apply for a pass" })}</Go>
      </div>
      <p class="soft">
        {say({
          zh: "领取码由签发方给出：窗口、短信或另一台已登录的设备。",
          en: "An offer comes from the issuer: at a desk, in a message, or from another device that has the pass.",
        })}
      </p>
    </Page>
  );
}
