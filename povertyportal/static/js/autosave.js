// <form data-autosave-url>: what is typed is kept a few seconds after the last key, and
// the form's version moves on. A refusal (somebody else saved meanwhile, a lost network)
// is said beside the button; what was typed stays in the page.

const PAUSE = 4000;

for (const form of document.querySelectorAll("form[data-autosave-url]")) {
  const state = form.querySelector("[data-autosave-state]");
  let timer = 0;
  let stopped = false;
  let typed = 0; // rises with each key: what came after a save began is not saved

  const tell = (text) => { if (state) state.textContent = text; };

  async function save() {
    const at = typed;
    tell("Đang lưu");
    try {
      const answer = await fetch(form.dataset.autosaveUrl, { method: "POST", body: new FormData(form) });
      if (!answer.ok) throw new Error(answer.statusText);
      const told = await answer.json();
      if (told.refused) {
        stopped = true;
        tell(told.refused);
        return;
      }
      form.elements.version.value = told.version;
      tell(`Đã lưu ${told.saved}`);
      if (at === typed) form.dispatchEvent(new Event("saved"));
    } catch {
      tell("Chưa lưu được, sẽ thử lại khi gõ tiếp. Đừng đóng trang.");
    }
  }

  form.addEventListener("input", () => {
    typed += 1;
    window.clearTimeout(timer);
    if (!stopped) timer = window.setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    window.clearTimeout(timer);
    stopped = true;
  });
}
