// The search, as one types and on a page of its own. Terms of the glossary and headings come first, then paragraphs; a whole word counts more
// than the beginning of one, and this more than a part of one.

const folded = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[–—‐-]/g, " ");
const termsOf = (query) => folded(query).split(/[^\p{L}\p{N}%°∞µ]+/u).filter(Boolean);
// Words of a question that say nothing of what it is about.
const ASKING = new Set("a about an and are as at be by can could do does for from has have how i if in into is it its made many me mean means much of on one or should so takes take than that the their there they this to two was we were what when where which who why will with work works would you".split(" "));
// A plural of the question finds the singular, too; worth() finds the plural for a singular.
const singular = (term) => (term.length > 3 && /[^su]s$/.test(term) ? term.slice(0, -1) : term);
const FEW = 8, MANY = 40;

let index = null;
const loadIndex = () =>
  (index ||= bring("search", `${root}static/search.js`).then((entries) => entries.map(([page, anchor, title, heading, text, places]) => {
    const lines = text ? text.split("\n") : [];
    return { page, anchor, title, heading, head: folded(heading), name: folded(title), lines, low: lines.map(folded), places: places || [] };
  })));

// How well a text has a word: 3 as a whole word or its plural, 2 at the beginning of one, 1 within one, 0 not at all.
function worth(text, term) {
  let best = 0;
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
    const begins = at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]), rest = text.slice(at + term.length, at + term.length + 3);
    const whole = !/^[\p{L}\p{N}]/u.test(rest) || /^(s|es)(?![\p{L}\p{N}])/u.test(rest);
    best = Math.max(best, begins ? (whole ? 3 : 2) : 1);
    if (best === 3) break;
  }
  return best;
}

// The mean of these, or 0 where more words are missing than `terms.missing`, or all of them.
function every(text, terms) {
  let sum = 0, missing = 0;
  for (const term of terms) {
    const found = worth(text, term);
    if (!found && ++missing > (terms.missing || 0)) return 0;
    sum += found;
  }
  return sum / terms.length;
}

// A heading is found by its words, alone or with the title of its page; a term of the glossary also by a question that contains it.
function headScore({ page, anchor, head, name }, terms, phrase) {
  const glossary = page === "glossary.html" && anchor.startsWith("term-");
  const names = [head, head.split(".").at(-1), head.replace(/^[\dl]+(\.\d+)? · /, ""), ...(glossary ? head.split(/[()]/) : [])].map((each) => each.trim()).filter(Boolean);
  const alone = every(head, terms), found = alone || (head !== name && terms.some((term) => worth(head, term) > 1) ? every(`${name} ${head}`, terms) / 2 : 0);
  const within = glossary && names.slice(3).some((each) => ` ${phrase} `.includes(` ${each} `));
  if (!found && !within) return 0;
  if (found && found < 1.5 && !within) return 30; // parts of longer words
  const close = phrase.length / Math.max(head.length, phrase.length); // a heading that is little more than the words
  const whole = within || terms.every((term) => worth(`${name} ${head}`, term) === 3);
  return (whole ? 300 : 40) + (glossary ? 100 : 0) + (names.includes(phrase) ? (page.startsWith("reference/") ? 90 : 250) : 0) + 40 * found + 40 * close + (head.includes(phrase) ? 30 : 0) - (found ? 0 : 60);
}

// The text that is read first counts a little more than tables of sources and the reference.
const ROOMS = [[/^[123]-/, 20], [/^(index|chips|examples)/, 15], [/^guide/, 8], [/^exercises/, 6], [/^reading/, -10]];
const room = (page) => ROOMS.find(([pattern]) => pattern.test(page))?.[1] ?? 0;

// Where nothing has all the words, those that only ask are left out; then one of three may be missing, at last half of them.
function find(entries, query, most = MANY) {
  const typed = termsOf(query), phrase = typed.join(" "), all = typed.map(singular);
  const asked = typed.filter((term) => !ASKING.has(term)).map(singular), told = asked.length ? asked : all;
  for (const [terms, missing] of [[all, 0], [told, 0], [told, Math.floor(told.length / 3)], [told, Math.floor(told.length / 2)]]) {
    const hits = terms.length ? found(entries, Object.assign([...terms], { missing }), phrase) : [];
    if (hits.length) return hits.sort((one, other) => other.score - one.score).slice(0, most);
  }
  return [];
}

function found(entries, terms, phrase) {
  const hits = [];
  for (const entry of entries) {
    const { page, anchor, title, heading, head, name, lines, low, places } = entry;
    const named = headScore(entry, terms, phrase);
    if (named) {
      const words = low.findIndex((line) => every(line, terms));
      hits.push({ page, anchor, title, heading, text: lines[Math.max(0, words)] || "", score: named + room(page) });
      continue;
    }
    let best = null, more = 0;
    const inHead = terms.filter((term) => worth(head, term) === 3).length / terms.length; // the heading has some of the words
    const isName = terms.includes(head.split(".").at(-1)) ? 60 : 0; // of the library
    low.forEach((line, k) => {
      const close = every(line, terms) || every(`${head} ${line}`, terms) / 1.5;
      if (!close) return;
      more += 1;
      const score = 40 * close + 30 * inHead + isName + (line.includes(phrase) ? 40 : 0);
      if (!best || score > best.score) best = { page, anchor: places[k] || anchor, title, heading, text: lines[k], score };
    });
    if (best) hits.push({ ...best, score: best.score + Math.min(more, 5) + room(page) });
    else if (lines.length > 1 && every(`${name} ${head} ${low.join(" ")}`, terms)) {
      const k = Math.max(0, low.findIndex((line) => worth(line, terms[0])));
      hits.push({ page, anchor: places[k] || anchor, title, heading, text: lines[k], score: 10 });
    }
  }
  return hits;
}

// Some words around the first place, cut between words, with what was looked for in bold.
function excerpt(text, query) {
  const typed = termsOf(query), said = typed.filter((term) => !ASKING.has(term)), low = folded(text);
  const terms = (said.length ? said : typed).map(singular);
  const pattern = new RegExp(`(${terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "i");
  const phrase = low.indexOf(terms.join(" ")), spots = terms.map((term) => low.indexOf(term)).filter((at) => at >= 0);
  const at = low.length !== text.length || !spots.length ? 0 : phrase >= 0 ? phrase : Math.min(...spots);
  let from = at < 70 ? 0 : text.indexOf(" ", at - 60) + 1, to = from + 190;
  if (from > at) from = 0;
  to = to >= text.length ? text.length : Math.max(text.lastIndexOf(" ", to), at + 1);
  const words = put("span", { class: "excerpt" }, from ? "… " : "");
  for (const [k, piece] of text.slice(from, to).split(pattern).entries()) words.append(k % 2 ? put("mark", {}, piece) : piece);
  if (to < text.length) words.append(" …");
  return words;
}

const titled = ({ title, heading }) => (heading === title ? title : `${title} › ${heading}`);

async function search() {
  const field = document.querySelector("#search"), place = document.querySelector("#results");
  suggest(field);
  if (!place) return;
  const query = new URLSearchParams(location.search).get("q") || "";
  field.value = query;
  const hits = query.trim() ? find(await loadIndex(), query) : [];
  const said = query.trim() ? `${hits.length || "No"} ${hits.length === 1 ? "place" : "places"} for “${query}”.` : "Type a word into the field at the top.";
  const list = put("ol", { class: "found" });
  for (const hit of hits) list.append(put("li", {}, put("a", { href: `${root}${hit.page}#${hit.anchor}` }, titled(hit)), excerpt(hit.text, query)));
  place.replaceChildren(put("p", { role: "status" }, said), ...(hits.length ? [list] : []));
}

// Beneath the field: what is found so far. Without a choice, Enter leads to the page with all results.
function suggest(field) {
  const form = field.form, list = put("div", { id: "suggestions", role: "listbox", class: "suggestions", "aria-label": "Places found", hidden: "" });
  const said = put("p", { "aria-live": "polite", class: "unseen" });
  form.append(list, said);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "suggestions", "aria-autocomplete": "list", "aria-keyshortcuts": "/" })) field.setAttribute(name, value);
  if (matchMedia("(hover: hover) and (min-width: 861px)").matches) field.placeholder = "Search ( / )";
  let at = -1, last = "";

  const close = () => {
    list.hidden = true;
    at = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (k) => {
    const options = list.querySelectorAll("[role=option]");
    options[at]?.setAttribute("aria-selected", "false");
    at = k < -1 ? options.length - 1 : k >= options.length ? -1 : k;
    const option = options[at];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };
  const look = async () => {
    const query = (last = field.value);
    if (!termsOf(query).length) return close();
    const hits = find(await loadIndex(), query, FEW);
    if (query !== last || document.activeElement !== field) return;
    const options = hits.map((hit, k) => put("a", { role: "option", id: `suggestion-${k}`, tabindex: "-1", "aria-selected": "false", href: `${root}${hit.page}#${hit.anchor}` }, put("b", {}, titled(hit)), excerpt(hit.text, query)));
    list.replaceChildren(...(options.length ? options : [put("div", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, `Nothing contains “${query}”.`)]));
    at = -1;
    field.removeAttribute("aria-activedescendant");
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    said.textContent = hits.length ? `${hits.length} places: the arrow keys choose one, and Enter without a choice shows all.` : `Nothing contains “${query}”.`;
  };

  field.addEventListener("input", look);
  field.addEventListener("focus", () => field.value && field.value !== new URLSearchParams(location.search).get("q") && look());
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the first time the list closes, the second time the field is emptied
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      choose(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && at >= 0 && !list.hidden) {
      event.preventDefault();
      list.querySelectorAll("[role=option]")[at].click();
      close();
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus until the click
  list.addEventListener("click", close);
  field.addEventListener("blur", close);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || (typing && typing.type !== "range")) return;
    event.preventDefault();
    field.focus();
    field.select();
  }, true); // before a live figure keeps the key to itself
}
