// <form data-sum="465.00">: the numbers typed in its [data-sum-part] cells are added up as
// one types and shown in [data-sum-shown], beside what they should add up to.

const format = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 2 });

// "1.234,5" as 1234.5; empty as 0; anything else as NaN.
function read(text) {
  const plain = text.trim().replaceAll(".", "").replace(",", ".");
  return plain === "" ? 0 : Number(plain);
}

for (const form of document.querySelectorAll("form[data-sum]")) {
  const shown = form.querySelector("[data-sum-shown]");
  const wanted = Number(form.dataset.sum);
  form.addEventListener("input", () => {
    let total = 0;
    for (const field of form.querySelectorAll("[data-sum-part] input")) total += read(field.value);
    if (Number.isNaN(total)) {
      shown.textContent = "Có ô chưa đúng số";
      return;
    }
    const spare = Math.round((wanted - total) * 100) / 100;
    const sign = spare > 0 ? "+" : "−";
    const told = spare ? ` (chênh lệch ${sign}${format.format(Math.abs(spare))})` : "";
    shown.textContent = `${format.format(total)} trên ${format.format(wanted)}${told}`;
  });
}
