// <form data-unsaved-guard>: leaving with typed but unsent changes asks first.
// A script that saves drafts itself clears the mark: form.dispatchEvent(new Event("saved")).

for (const form of document.querySelectorAll("form[data-unsaved-guard]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  form.addEventListener("saved", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
