// What the lecture page shows of the hall. It opens a question when its screen is shown, reveals it with the next key, and closes it when the
// screen is left; the server keeps the answers. Before the reveal only their number is shown, so that nobody follows the crowd; with the key H
// the presenter shows the curves of the hall as they come, and hides them again.

import guessing from "./guessing.js";

const SVG = "http://www.w3.org/2000/svg";
const place = new URL("wall", import.meta.url), page = new URL("../hall", import.meta.url);
place.protocol = place.protocol.replace("http", "ws");
const FRAME = { wide: 640, high: 310, left: 74, right: 16, top: 10, bottom: 52 };
const SLOWEST = 4000; // ms

const sheet = document.createElement("link");
sheet.rel = "stylesheet";
sheet.href = new URL("wall.css", import.meta.url);
document.head.append(sheet);

function make(tag, attributes = {}, ...children) {
  const element = tag.startsWith("svg:") ? document.createElementNS(SVG, tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

let socket = null, tries = 0;
let joined = { address: "", qr: [] };
let now = null; // the question that is shown, and whether its answer is
const token = () => document.querySelector('meta[name="neurolib-token"]')?.content ?? ""; // the lecture's own, which its page alone has
const short = (address) => address.replace(/^https?:\/\//, "");

// ---- pictures ----------------------------------------------------------------------------------------------------

function qrPicture(rows) {
  const side = rows.length + 8; // with the quiet zone of four modules
  let d = "";
  rows.forEach((row, i) => [...row].forEach((each, j) => each === "1" && (d += `M${j + 4} ${i + 4}h1v1h-1z`)));
  const white = make("svg:rect", { width: side, height: side }), attributes = { viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": "QR code of the address below", "shape-rendering": "crispEdges" };
  return make("svg:svg", attributes, white, make("svg:path", { d, fill: "#000" }));
}

// Curves in the axes of the question. A phone that sends another curve replaces its first.
function curves({ plane: axes }) {
  const plane = guessing.makePlane({ ...axes, frame: FRAME }), group = make("svg:g", { class: "hall-curves" }), paths = new Map();
  plane.set(null, null, true);
  plane.svg.querySelector(".found").before(group);
  return {
    element: plane.svg,
    words: `${axes.labels[1]} against ${axes.labels[0]}: the axes on which the hall draws`,
    add: (answers) => {
      for (const [at, ys] of answers) {
        if (!paths.has(at)) {
          paths.set(at, make("svg:path"));
          group.append(paths.get(at));
        }
        paths.get(at).setAttribute("d", plane.path(ys));
      }
    },
    reveal: ({ found, lines, count }) => {
      plane.svg.querySelector(".found").setAttribute("d", plane.path(found));
      return `${axes.labels[1]} against ${axes.labels[0]}: the result as a thick line over ${count} faint curves of the hall. ${lines[0]}`;
    },
  };
}

function bars({ choices }) {
  const rows = choices.map((words) => make("li", {}, make("span", { class: "hall-words" }, words), make("span", { class: "hall-bar" }), make("b")));
  const chosen = new Map();
  return {
    element: make("ul", { class: "hall-bars" }, ...rows),
    add: (answers) => answers.forEach(([at, letter]) => chosen.set(at, letter)),
    reveal: ({ right }) => {
      const counts = choices.map((_, k) => [...chosen.values()].filter((each) => each === "abcdefgh"[k]).length);
      rows.forEach((row, k) => {
        row.toggleAttribute("data-right", "abcdefgh"[k] === right);
        row.querySelector("b").textContent = counts[k];
        row.querySelector(".hall-bar").style.setProperty("--share", counts[k] / Math.max(1, ...counts));
      });
    },
  };
}

const written = (value) => {
  const [, digits, power] = /^([^e]*)(?:e([+-]\d+))?$/.exec(String(+value.toPrecision(3)));
  const raised = power && [...String(+power)].map((each) => (each === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[each])).join("");
  return (raised ? `${digits}×10${raised}` : digits).replace("-", "−");
};

function ticks(low, high, log) {
  const found = [];
  if (log) {
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++)
      for (const step of high / low < 30 ? [1, 2, 3, 5, 7] : high / low < 2000 ? [1, 3] : [1]) found.push(step * 10 ** power);
  } else {
    const size = 10 ** Math.floor(Math.log10((high - low) / 4)), step = size * [1, 2, 5, 10].find((each) => (high - low) / (size * each) <= 6);
    for (let k = Math.ceil(low / step); k * step <= high; k++) found.push(k * step);
  }
  return found.filter((each) => each >= low && each <= high);
}

// Each answer is a dot over its number: on a logarithmic axis where the result and most answers are positive. A single answer far from all others
// does not stretch the axis: it stands at its end.
function dots({ unit }) {
  const withUnit = (value) => `${written(value)}${unit === "°" ? "" : " "}${unit || ""}`.trim();
  const values = new Map(), svg = make("svg:svg", { class: "hall-dots", role: "img" });
  return {
    element: svg,
    words: "The answers appear here with the result",
    add: (answers) => answers.forEach(([at, value]) => values.set(at, value)),
    reveal: ({ right, lines, band, measure }) => {
      const all = [...values.values()], positive = all.filter((each) => each > 0);
      const log = right > 0 && band[0] > 0 && measure === "a factor of two" && positive.length * 2 >= all.length;
      const sorted = (log ? positive : [...all]).sort((a, b) => a - b);
      const WIDE = 640, HIGH = 310, LEFT = 20, SPAN = WIDE - 2 * LEFT, BASE = HIGH - 52, TOP = 34, BINS = 40;
      const part = (q) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(q * (sorted.length - 1))))] ?? right;
      const near = log ? [right / 100, right * 100] : [-10, 10].map((each) => right + each * Math.max(band[1] - band[0], Math.abs(right), Math.abs(part(0.5) - right)));
      const rank = Math.min(sorted.length - 1, Math.max(1, Math.round(0.03 * sorted.length))); // what is left out where it lies far off
      const first = sorted.length < 2 ? part(0) : sorted[0] < near[0] ? sorted[rank] : part(0.03);
      const last = sorted.length < 2 ? part(1) : sorted.at(-1) > near[1] ? sorted.at(-1 - rank) : part(0.97);
      const room = (band[1] - band[0]) / 2;
      let [low, high] = log
        ? [Math.max(Math.min(right / 3, first / 1.3), right / 1e4), Math.min(Math.max(right * 3, last * 1.3), right * 1e4)]
        : [Math.max(Math.min(first, band[0] - room), 4 * near[0] - 3 * right), Math.min(Math.max(last, band[1] + room), 4 * near[1] - 3 * right)];
      if (!log) [low, high] = [low - 0.04 * (high - low), high + 0.04 * (high - low)];
      if (low === high) [low, high] = [low - 1, high + 1];
      const to = log ? Math.log : (each) => each;
      const across = (value) => LEFT + (SPAN * (to(value) - to(low))) / (to(high) - to(low));
      const bins = Array(BINS).fill(0), outside = [0, 0];
      for (const each of all) {
        if (each < low) outside[0] += 1;
        if (each > high) outside[1] += 1;
        const where = Math.floor((BINS * (to(Math.min(high, Math.max(low, each))) - to(low))) / (to(high) - to(low)));
        bins[Math.min(BINS - 1, Math.max(0, where))] += 1;
      }
      const size = Math.min(SPAN / BINS, (BASE - TOP) / Math.max(1, ...bins));
      const within = (value) => Math.min(WIDE - LEFT, Math.max(LEFT, value));
      svg.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
      svg.replaceChildren();
      const [one, other] = band.map((each) => within(across(each)));
      if (one < other) svg.append(make("svg:rect", { class: "band", x: one, y: TOP - 4, width: other - one, height: BASE - TOP + 4 }));
      svg.append(make("svg:path", { class: "axis", d: `M${LEFT} ${BASE}H${WIDE - LEFT}` }));
      let end = -Infinity;
      for (const each of ticks(low, high, log)) {
        const at = across(each), words = written(each), half = 5 * words.length;
        svg.append(make("svg:path", { class: "axis", d: `M${at} ${BASE}v5` }));
        if (at - half < end || at + half > WIDE + 8) continue;
        svg.append(make("svg:text", { x: at, y: BASE + 23, "text-anchor": "middle" }, words));
        end = at + half + 8;
      }
      bins.forEach((count, k) => {
        for (let n = 0; n < count; n++) svg.append(make("svg:circle", { cx: LEFT + ((k + 0.5) * SPAN) / BINS, cy: BASE - (n + 0.5) * size - 1, r: 0.44 * size }));
      });
      const at = across(right);
      svg.append(make("svg:path", { class: "right", d: `M${at} ${TOP - 4}V${BASE}` }));
      svg.append(make("svg:text", { class: "right-words", x: at, y: TOP - 12, "text-anchor": at > 500 ? "end" : at < 140 ? "start" : "middle" }, withUnit(right)));
      svg.append(make("svg:text", { x: WIDE / 2, y: HIGH - 4, "text-anchor": "middle" }, `answer${unit ? ` (${unit})` : ""}; the band marks ${measure} around the result`));
      if (outside[0]) svg.append(make("svg:text", { x: LEFT, y: TOP + 12 }, `← ${outside[0]} below`));
      if (outside[1]) svg.append(make("svg:text", { x: WIDE - LEFT, y: TOP + 12, "text-anchor": "end" }, `${outside[1]} above →`));
      return `${all.length} answers as dots over a ${log ? "logarithmic " : ""}axis, around the result ${withUnit(right)}. ${lines[0]}`;
    },
  };
}

// ---- a question on the wall --------------------------------------------------------------------------------------

const KINDS = { plane: curves, choices: bars };

function show(question, element) {
  const { asks } = question, kind = Object.keys(KINDS).find((each) => each in asks);
  const picture = (KINDS[kind] ?? dots)(asks);
  const count = make("p", { class: "hall-count", role: "status" }), hint = make("p", { class: "hall-hint" });
  const join = make("div", { class: "hall-join" }), said = make("div", { class: "hall-said", "aria-live": "polite" });
  const wall = make("div", { class: "hall-wall", "data-hall": "" }, count, make("div", { class: "hall-plot" }, picture.element), hint, join, said);
  wall.dataset.hidden = "";
  wall.dataset.kind = kind ?? "dots";
  if (picture.words) picture.element.setAttribute("aria-label", picture.words);
  element.querySelector(":scope > .hall-wall")?.remove();
  element.append(wall);
  element.classList.add("hall-open");
  const keys = `Scan the code or type the address below it. Answers have no name.${kind === "plane" ? " Key H: show the curves as they come." : ""}`;
  const fit = () => {
    for (let size = 1; size > 0.55; size -= 0.05) {
      said.style.setProperty("--s", size.toFixed(2));
      if (said.scrollHeight <= said.clientHeight + 1) break;
    }
  };
  const shown = {
    question,
    wall,
    join: () => {
      join.replaceChildren(...(joined.qr.length ? [qrPicture(joined.qr), make("p", { class: "hall-address" }, short(joined.address))] : []));
    },
    hint: (away) => {
      wall.toggleAttribute("data-away", away);
      hint.textContent = away ? "The server of the hall does not answer. This page tries again by itself." : keys;
    },
    toggle: () => kind === "plane" && !("revealed" in wall.dataset) && wall.toggleAttribute("data-hidden"),
    hear: ({ answers, count: many, summary }) => {
      picture.add(answers);
      count.replaceChildren(make("b", {}, String(many)), ` ${many === 1 ? "answer" : "answers"}`);
      if (!summary) return;
      const label = picture.reveal(summary);
      if (label) picture.element.setAttribute("aria-label", label);
      delete wall.dataset.hidden;
      wall.dataset.revealed = "";
      const answer = make("p", { class: "hall-answer" });
      answer.innerHTML = summary.answer;
      const lines = summary.lines.map((line) => Object.assign(make("p"), { innerHTML: line }));
      said.replaceChildren(...lines, answer);
      fit();
    },
  };
  new ResizeObserver(fit).observe(wall);
  shown.join();
  shown.hint(!socket || socket.readyState !== WebSocket.OPEN);
  return shown;
}

// What the presenter's window shows beside the notes.
const report = (detail) => dispatchEvent(new CustomEvent("neurolib-hall", { detail }));

// ---- the connection ----------------------------------------------------------------------------------------------

const tell = (message) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));

function hear(message) {
  if (message.qr) {
    joined = message;
    now?.shown.join();
  } else if (message.refused) {
    console.warn(message.refused);
  } else if (now && message.key === now.question.key) {
    now.shown.hear(message);
    report({ count: message.count, lines: message.summary?.lines ?? [] });
  }
}

function connect() {
  const made = (socket = new WebSocket(place));
  made.onopen = () => {
    tries = 0;
    tell({ token: token(), here: page.href });
    now?.shown.hint(false);
    if (now) tell({ open: now.question });
    if (now?.revealed) tell({ reveal: now.question.key });
  };
  made.onmessage = ({ data }) => hear(JSON.parse(data));
  made.onclose = ({ code, reason }) => {
    now?.shown.hint(true);
    if (code === 4403) return console.warn(reason); // this page is not the lecture's own
    tries += 1;
    setTimeout(connect, Math.min(SLOWEST, 250 * 2 ** tries));
  };
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "h" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  now?.shown.toggle();
});

globalThis.neurolibHall = {
  open: (question, element) => {
    const revealed = element.dataset.revealed !== undefined; // the lecture comes back to it
    now = { question, element, revealed, shown: show(question, element) };
    tell({ open: question });
    if (revealed) tell({ reveal: question.key });
  },
  reveal: () => {
    if (!now) return;
    now.revealed = true;
    tell({ reveal: now.question.key });
  },
  close: (element) => {
    element?.classList.remove("hall-open");
    element?.querySelector(":scope > .hall-wall")?.remove();
    if (!now) return;
    tell({ close: now.question.key });
    report(null);
    now = null;
  },
};
connect();
