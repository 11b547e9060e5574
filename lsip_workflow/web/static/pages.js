/* Pages work without this; with it, the components of the design system come alive. */
import { initAll } from "/static/govuk/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

/* A form that this very browser asked for sends itself. */
document.querySelector("form[data-send-itself]")?.requestSubmit();
