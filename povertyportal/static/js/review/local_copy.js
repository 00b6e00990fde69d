// What the server does not have yet, kept in this browser by officer and review. Several
// tabs share the copy: each adds and removes only its own paths. logout.js empties it.

const PREFIX = "phieu:";

export class LocalCopy {
  constructor(officer, review) {
    this.key = `${PREFIX}${officer}:${review}`;
    this.works = true;
  }

  all() {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "{}");
    } catch {
      this.works = false;
      return {};
    }
  }

  put(path, entry) {
    this.#write({ ...this.all(), [path]: entry });
  }

  // Only if it still holds `value`: another tab may have written since.
  drop(path, value) {
    const kept = this.all();
    if (!(path in kept) || JSON.stringify(kept[path].value) !== JSON.stringify(value)) return;
    delete kept[path];
    this.#write(kept);
  }

  #write(kept) {
    try {
      if (Object.keys(kept).length) localStorage.setItem(this.key, JSON.stringify(kept));
      else localStorage.removeItem(this.key);
    } catch {
      this.works = false;
    }
  }
}
