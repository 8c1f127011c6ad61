// Boxes that complete what is typed: say to a screen reader which field each belongs to.
window.addEventListener("load", () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const box = select.nextElementSibling;
    if (!label || !box || !box.classList.contains("select2")) continue;
    label.id ||= `${select.id}_label`;
    for (const part of box.querySelectorAll('[role="combobox"], [role="textbox"], [role="searchbox"]'))
      // What is chosen stands in a part of its own, which the box named before.
      part.setAttribute("aria-labelledby", `${label.id} ${part.getAttribute("aria-labelledby") || ""}`.trim());
  }
});
