// Small helps on top of pages that work without them. No library, nothing stored.

const root = document.documentElement;
root.classList.add("vef-scripted");

// --- Errors and news are read first -----------------------------------------

function readFirst(element) {
  if (!element) return;
  if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus({ preventScroll: false });
}

const summary = document.querySelector("[data-vef-error-summary]");
readFirst(summary || document.querySelector("[data-vef-banner][role=alert]"));

// A link of the summary goes to the control, with its question in sight.
summary?.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  (control.closest("fieldset, .govuk-form-group") || control).scrollIntoView();
  control.focus({ preventScroll: true });
});

// --- A wide table scrolls by keyboard too ------------------------------------

for (const table of document.querySelectorAll("main table.govuk-table")) {
  if (table.closest(".vef-table-wrap, [role=region][tabindex]") || table.scrollWidth <= table.clientWidth) continue;
  const box = document.createElement("div");
  box.className = "vef-table-wrap";
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  const words = table.caption || document.querySelector("h1");
  box.setAttribute("aria-label", words ? words.textContent.trim() : "");
  table.replaceWith(box);
  box.append(table);
}

// --- A form is sent once, however often the button is pressed ----------------

const PAUSE = 3000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  // Changing the language is no sending.
  if (event.submitter?.name === "_switch") return;
  if (form.dataset.vefSent && Date.now() - Number(form.dataset.vefSent) < PAUSE) {
    event.preventDefault();
    return;
  }
  form.dataset.vefSent = String(Date.now());
});

// --- Exit this page: the button, or Shift three times -----------------------

const exit = document.querySelector("[data-vef-exit]");
if (exit) {
  const link = exit.querySelector("a");
  const status = exit.querySelector("[data-vef-exit-status]");
  const WINDOW = 5000;
  let presses = 0;
  let shiftAlone = false;
  let timer;

  const leave = () => {
    // The page goes at once; where the reader goes may take a moment.
    root.classList.add("vef-gone");
    document.title = "";
    status.textContent = exit.dataset.done;
    if (exit.dataset.clear) {
      // Asks the browser to drop kept pages. Nothing waits for the answer.
      fetch(exit.dataset.clear, { keepalive: true }).catch(() => {});
    }
    // This page does not stay behind in the list of the "back" button.
    window.location.replace(link.href);
  };

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  document.addEventListener("keydown", (event) => {
    shiftAlone = event.key === "Shift" && !event.repeat;
  });

  document.addEventListener("keyup", (event) => {
    // A capital letter is Shift with another key; only Shift alone counts.
    if (event.key !== "Shift" || !shiftAlone) {
      presses = 0;
      return;
    }
    presses += 1;
    clearTimeout(timer);
    timer = setTimeout(() => {
      presses = 0;
      status.textContent = "";
    }, WINDOW);
    if (presses >= 3) leave();
    else status.textContent = presses === 1 ? exit.dataset.press2 : exit.dataset.press1;
  });

  // A page kept by the browser and shown again starts clean.
  window.addEventListener("pageshow", () => {
    root.classList.remove("vef-gone");
    presses = 0;
  });
}

// --- A page of a signed-in user that "back" brings up is asked for afresh ----

window.addEventListener("pageshow", (event) => {
  if (event.persisted && !root.classList.contains("vef-person")) window.location.reload();
});
