/** The gate page. */

import "../shared/base.css";
import "./gate.css";
import { render } from "preact";
import { Languages } from "../shared/language.js";
import { App } from "./app.js";

const place = document.getElementById("app");
if (place) {
  render(
    <Languages>
      <App />
    </Languages>,
    place,
  );
}
