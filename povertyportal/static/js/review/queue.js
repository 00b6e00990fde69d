// Answers on their way to the server. An entry is {value, was, sent}: the field's content,
// what the server last told of it, and what has been sent since without an answer. It
// stays here and in the local copy until the server says that it has it.

import { same } from "./fields.js";

const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;

function csrfToken() {
  // From the cookie, not from the page: a log-in in another tab gives a new one.
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

export class Queue {
  constructor({ url, officer, base, copy, onSaved, onLeft, onTrouble }) {
    Object.assign(this, { url, officer, base, copy, onSaved, onLeft, onTrouble });
    this.entries = new Map();
    this.clashes = new Map();
    this.wait = FIRST_WAIT;
    this.sending = null;
  }

  get size() {
    return this.entries.size;
  }

  // Entries of an earlier page that never arrived, as [path, value].
  restore() {
    for (const [path, entry] of Object.entries(this.copy.all())) {
      if (same(entry.value, this.base[path])) this.copy.drop(path, entry.value);
      else this.entries.set(path, entry);
    }
    if (this.size) this.#plan(0);
    return [...this.entries].map(([path, entry]) => [path, entry.value]);
  }

  change(path, value, wait) {
    const known = this.entries.get(path);
    const entry = known ?? { was: this.base[path], sent: [] };
    entry.value = value;
    if (!known && same(value, entry.was)) return;
    this.entries.set(path, entry);
    this.copy.put(path, entry);
    this.#plan(wait);
  }

  // The officer has seen the other answer and keeps his own.
  keepMine(path) {
    const entry = this.entries.get(path);
    Object.assign(entry, { was: this.clashes.get(path), sent: [] });
    this.clashes.delete(path);
    this.copy.put(path, entry);
    this.#plan(0);
  }

  takeTheirs(path) {
    const entry = this.entries.get(path);
    const theirs = this.clashes.get(path);
    this.base[path] = theirs;
    this.clashes.delete(path);
    this.entries.delete(path);
    this.copy.drop(path, entry.value);
    this.onLeft(this.clock, this.size);
    return theirs;
  }

  // The officer leaves this machine: what could not be sent goes with him.
  forget() {
    clearTimeout(this.timer);
    this.entries.clear();
    this.clashes.clear();
  }

  again() {
    if (this.size > this.clashes.size) this.#plan(0);
  }

  #plan(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  // Send everything that waits; true when the server has it all.
  async flush({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    while (this.sending && !keepalive) await this.sending;
    const ready = [...this.entries].filter(([path]) => !this.clashes.has(path));
    if (!ready.length) return this.size === 0;
    this.sending = this.#send(ready, keepalive);
    const trouble = await this.sending;
    this.sending = null;
    if (!trouble) return this.size === 0;
    this.onTrouble(trouble, this.size);
    if (trouble.again) {
      this.#plan(this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    }
    return false;
  }

  async #send(ready, keepalive) {
    const changes = ready.map(([path, entry]) => ({ path, ...entry }));
    const body = JSON.stringify({ officer: this.officer, changes });
    for (const [path, entry] of ready) {
      if (!entry.sent.some((one) => same(one, entry.value))) entry.sent = [...entry.sent, entry.value].slice(-20);
      this.copy.put(path, entry);
    }
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken(), Accept: "application/json" };
    try {
      const response = await fetch(this.url, { method: "POST", headers, body, keepalive });
      const trouble = await this.#troubleOf(response);
      if (!trouble) this.#arrived(changes, await response.json());
      return trouble;
    } catch {
      return { kind: "offline", again: true };
    }
  }

  async #troubleOf(response) {
    if (response.redirected || response.status === 401 || response.status === 403) {
      return { kind: "login", again: true };
    }
    if (response.ok) return null;
    if (response.status === 409 || response.status === 400) {
      const { code, detail } = await response.json();
      return { kind: code, detail, again: false };
    }
    // The household has moved out of the officer's area.
    if (response.status === 404) return { kind: "gone", again: false };
    return { kind: "server", again: true };
  }

  #arrived(changes, answer) {
    this.wait = FIRST_WAIT;
    for (const { path, value } of changes) {
      const entry = this.entries.get(path);
      if (path in answer.conflicts) {
        this.clashes.set(path, answer.conflicts[path].theirs);
        continue;
      }
      if (path in answer.accepted) this.base[path] = answer.accepted[path];
      this.copy.drop(path, value);
      if (!entry) continue;
      if (path in answer.refused || same(entry.value, value)) {
        this.entries.delete(path);
        this.copy.drop(path, entry.value);
      } else {
        // Typed on while the answer was under way.
        Object.assign(entry, { was: this.base[path], sent: [] });
        this.copy.put(path, entry);
      }
    }
    this.clock = answer.saved_at;
    this.onLeft(this.clock, this.size);
    this.onSaved(answer);
  }
}
