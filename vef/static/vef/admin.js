// Boxes that complete what is typed: say to a screen reader which field each belongs to.
// They are drawn some time after the page, and again where a row is added.
const nameBoxes = () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const box = select.nextElementSibling;
    if (!label || !box || !box.classList.contains("select2")) continue;
    label.id ||= `${select.id}_label`;
    for (const part of box.querySelectorAll('[role="combobox"], [role="textbox"], [role="searchbox"]')) {
      const names = (part.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean);
      // What is chosen stands in a part of its own, which the box named before.
      if (!names.includes(label.id)) part.setAttribute("aria-labelledby", [label.id, ...names].join(" "));
    }
  }
};
new MutationObserver(nameBoxes).observe(document.documentElement, { childList: true, subtree: true });
