// Logging out takes the local copies of unsent answers off this machine: the next person
// at it must not find them. What can still be sent is sent first.

const PREFIX = "phieu:";

function copies() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}

for (const form of document.querySelectorAll("form[data-logout]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const waits = [];
    document.dispatchEvent(new CustomEvent("before-logout", { detail: waits }));
    await Promise.allSettled(waits);
    const left = copies();
    const question =
      "Còn câu trả lời của phiếu rà soát chưa gửi được, chỉ có trên máy này. " +
      "Đăng xuất sẽ xoá chúng. Vẫn đăng xuất?";
    if (left.length && !window.confirm(question)) return;
    document.dispatchEvent(new Event("logging-out"));
    for (const key of left) localStorage.removeItem(key);
    form.submit();
  });
}
