// <details data-fold>: open where there is room, folded on a narrow screen so that what
// was asked for comes before the asking. Without scripts it stays open.

const narrow = matchMedia("(max-width: 40rem)");

function fit() {
  for (const fold of document.querySelectorAll("details[data-fold]")) {
    const isWrong = fold.querySelector(".field-error") !== null;
    fold.open = !narrow.matches || isWrong;
  }
}

fit();
narrow.addEventListener("change", fit);
