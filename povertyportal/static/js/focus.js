// After a failed save the page opens on the summary of problems: [data-focus].
// The main entry of the navigation is scrolled into view on narrow screens.

document.querySelector("[data-focus]")?.focus();

const current = document.querySelector(".mainnav [aria-current]");
const list = current?.closest("ul");
if (list && list.scrollWidth > list.clientWidth) {
  list.scrollLeft = current.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;
}
