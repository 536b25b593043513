// The few things that HTML and htmx do not do by themselves. Pages work without this file.
"use strict";

// A link of the error summary puts the cursor into its field.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".summary a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (field) {
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus();
  }
});

// A link to a folded part of the page opens it.
function unfold() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    fold.open = true;
  }
}
addEventListener("hashchange", unfold);
unfold();

// A wording that is chosen comes into its field; what somebody typed there stays.
document.addEventListener("change", (event) => {
  const wording = event.target.matches?.("select[data-fills]") && event.target.selectedOptions[0]?.dataset.wording;
  const field = wording && document.getElementById(event.target.dataset.fills);
  const offered = field && [...event.target.options].some((each) => each.dataset.wording === field.value.trim());
  if (field && (offered || !field.value.trim())) {
    field.value = wording;
  }
});
