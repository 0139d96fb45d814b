/** The wallet's page: what has to be done before anything is drawn. */

import "../shared/base.css";
import "./wallet.css";
import { render } from "preact";
import { Languages } from "../shared/language.js";
import { App } from "./app.js";
import { noticeInstall } from "./install.js";
import { ErrorBoundary } from "./parts.js";
import { takeReturn } from "./route.js";

noticeInstall();
const returned = takeReturn(location, history);
render(
  <Languages>
    <ErrorBoundary>
      <App returned={returned} />
    </ErrorBoundary>
  </Languages>,
  document.getElementById("app") ?? document.body,
);
