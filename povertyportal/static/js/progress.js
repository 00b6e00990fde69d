// <div data-progress-url="…"> holds the _progress.html fragment of a job. While the
// fragment says data-progress-active it is fetched again and swapped, at least every
// two seconds, and only while the page is looked at. With data-progress-reload the
// whole page is loaded once the job is over, to show what it changed.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 2000;

function isActive(holder) {
  return holder.querySelector("[data-progress-active]") !== null;
}

async function refresh(holder) {
  const response = await fetch(holder.dataset.progressUrl, {
    headers: { Accept: "text/html" },
    cache: "no-store",
  });
  if (response.redirected) {
    // The session ended: the whole page leads to the log-in and back.
    location.reload();
    return;
  }
  if (response.ok) holder.innerHTML = await response.text();
}

function watch(holder, wait = FIRST_WAIT) {
  if (!isActive(holder)) {
    if ("progressReload" in holder.dataset) location.reload();
    return;
  }
  setTimeout(async () => {
    if (!document.hidden) {
      // A line that drops is tried again: the job does not need this page.
      await refresh(holder).catch(() => {});
    }
    watch(holder, Math.min(wait * 1.3, LONGEST_WAIT));
  }, wait);
}

for (const holder of document.querySelectorAll("[data-progress-url]")) {
  if (isActive(holder)) watch(holder);
}
