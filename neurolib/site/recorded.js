// What stands in for Python, on the site and on the screens of a lecture: a live figure answers from its record, and a prediction is
// compared here.

const put = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

// A file of the site, also where the page was opened from a disk: there nothing can be fetched, but scripts run. A page that is one file
// holds it itself.
const arrived = new Map();
globalThis.neurolibArrived = (name, value) => arrived.get(name)?.(value);
const bring = (name, address) =>
  new Promise((resolve, reject) => {
    const here = document.querySelector(`[data-record="${CSS.escape(name)}"]`);
    if (here) return resolve(here.textContent);
    arrived.set(name, resolve);
    const script = put("script", { src: address });
    script.addEventListener("error", () => reject(new Error(address)));
    document.head.append(script);
  });

// ---- live figures ------------------------------------------------------------------------------------------------

const GRAIN = 20, HOLE = -(2 ** 30);

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

async function inflate(text) {
  const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function unpack(text) {
  const bytes = await inflate(text);
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const film = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const planes = bytes.subarray(4 + length), count = planes.length / 8, whole = new Int32Array(2 * count), before = new Map();
  let start = 0;
  for (const frame of film.frames) {
    const n = frame.n || 0, like = frame.like ? before.get(n) : -1;
    for (let axis = 0; axis < 2; axis++) {
      for (let k = 0, last = 0; k < n; k++) {
        const i = start + k + 4 * axis * count, bits = planes[i] | (planes[i + count] << 8) | (planes[i + 2 * count] << 16) | (planes[i + 3 * count] << 24);
        last = ((like < 0 ? last : whole[2 * (like + k) + axis]) + ((bits >>> 1) ^ -(bits & 1))) | 0;
        whole[2 * (start + k) + axis] = last;
      }
    }
    if (n) before.set(n, start);
    start += n;
  }
  const points = Float32Array.from(whole, (each) => (each === HOLE ? NaN : each / GRAIN));
  start = 0;
  for (const frame of film.frames) {
    frame.points = new Uint8Array(points.buffer, 4 * start, 8 * (frame.n || 0));
    start += 2 * (frame.n || 0);
  }
  return film;
}

// The frame that is nearest to a wish. What was moved must move, by a step of the record at least; all else stays where it is if it can.
function nearest(words, at, set, stops) {
  const now = words[at], goal = { ...Object.fromEntries(Object.entries(now.knobs).map(([name, [stop]]) => [name, stop])), ...set };
  const moved = new Set(Object.keys(set).filter((name) => set[name] !== now.knobs[name][0]));
  let best = at, least = Infinity;
  words.forEach((each, k) => {
    if (each.family !== now.family || each.head !== undefined) return;
    let far = 0;
    for (const [name, wanted] of Object.entries(goal)) {
      const from = now.knobs[name][0], to = each.knobs[name][0], way = Math.sign(wanted - from);
      if (moved.has(name) && way * (to - from) <= 0) return;
      far += (moved.has(name) ? 1 : 9) * ((to - wanted) / stops[name]) ** 2;
    }
    if (far < least) [best, least] = [k, far];
  });
  return best;
}

function playback(wide, narrowFilm) {
  const { words, scenes, state } = wide;
  const stops = Object.fromEntries(state.sliders.map(({ name, labels }) => [name, labels.length]));
  let film = wide, at = scenes[""], shown = null, receive = () => {};
  const frame = (id) => {
    const said = words[at], drawn = film.frames[at], ended = state.streams && words[at + 1]?.head === undefined && said.head !== undefined;
    const answer = { ...said, ended, answers: id, count: 1 };
    if (drawn.n === undefined) return [answer, []];
    Object.assign(answer, { marks: film.kept[drawn.marks], size: drawn.size });
    const buffers = [drawn.points];
    if (drawn.svg !== shown) {
      Object.assign(answer, { svg: film.kept[drawn.svg], places: film.kept[drawn.places], ghost: [] }); // a ghost belongs to its axes
      buffers.push(new Uint8Array());
      shown = drawn.svg;
    }
    return [answer, buffers];
  };
  const first = frame(0);
  delete first[0].ghost;
  return {
    get: (name) => (name === "_state" ? { ...state, ...first[0] } : first[1][0]),
    on: (_, heard) => (receive = heard),
    off: () => (receive = () => {}),
    send: async (wish) => {
      if (wish.width) {
        const fits = wish.width < 440 ? (await narrowFilm().catch(() => null)) || wide : wide;
        if (fits !== film) [film, shown] = [fits, null];
      }
      if (wish.reset) at = scenes[""];
      if (wish.preset !== undefined) at = scenes[wish.preset];
      if (wish.step) at = words[at + 1]?.head === undefined ? words[at].head ?? at : at + 1;
      const set = wish.set || {};
      if (Object.keys(set).length) at = nearest(words, at, set, stops);
      setTimeout(() => receive(...frame(wish.id)));
    },
  };
}

const json = async (text) => JSON.parse(new TextDecoder().decode(await inflate(text)));

// A figure that computes: its kernel is a WebAssembly module, which stands in the page's own script. On the wall of a lecture it has one
// layout, for any width.
async function computing(text, projected) {
  const { tables, module, ...description } = await json(text);
  if (projected) description.layouts.wide = description.layouts.narrow = await json(projected);
  const data = new Float64Array(bytesOf(tables).buffer);
  const figure = widgets.compute.instance(await widgets.compute.compile(bytesOf(module)), { data, out: description.out });
  let at = 0;
  description.tables = Object.fromEntries(Object.entries(description.sizes).map(([name, size]) => [name, data.subarray(at, (at += size))]));
  return widgets.computed.computed(description, (values) => {
    figure.all.fill(0);
    return figure.run(values);
  });
}

async function recorded(load) {
  const film = await load("wide").then(unpack);
  let narrow = null;
  return playback(film, () => (narrow ||= load("narrow").then(unpack)));
}

// What answers the live figure of a place: its kernel, or its record. `load(layout)` brings a file of it.
const answering = (place, load) => (place.classList.contains("computes") ? load("figure").then(computing) : recorded(load));

// The same on the wall of a lecture, in the layout that is made for it.
async function projecting(place, load) {
  const projected = await load("projected");
  return place.classList.contains("computes") ? computing(await load("figure"), projected) : playback(await unpack(projected), async () => null);
}

// ---- predictions -------------------------------------------------------------------------------------------------

// `kept` holds the guesses of a reader: what has `get` and `set`.
function guessing({ key, asks, answer, found }, kept) {
  let said = {}, changed = () => {};
  const say = (news) => {
    said = news;
    changed();
    if (said.answer) model.answered?.();
  };
  const told = (guess) => {
    const mine = asks.choices ? `You chose (${guess}). ` : found ? "" : `You predicted ${`${guess} ${asks.unit || ""}`.trim()}. `;
    return { guess, answer: mine + answer, ...(found && { found }) };
  };
  const read = (typed) => {
    if (asks.choices) return typed;
    if (found) return typed.every((each) => each !== null) ? typed : null;
    const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?:\s*\/\s*(\d+\.?\d*))?\s*\*?\s*(.*)$/i.exec(typed.trim().replace("−", "-"));
    const value = match && Number(match[1]) / Number(match[2] || 1);
    return match && Number.isFinite(value) && ["", asks.unit || "", "%"].includes(match[3].replace("u", "µ")) ? value : null;
  };
  const before = kept.get(`guess:${key}`);
  if (before !== null) said = told(before);
  const model = {
    get: (name) => (name === "asks" ? asks : said),
    on: (_, heard) => (changed = heard),
    off: () => (changed = () => {}),
    send: (message) => {
      if (message.again) {
        kept.set(`guess:${key}`, null);
        return say({});
      }
      if (message.show) return say({ answer, ...(found && { found }) });
      const guess = read(message.guess);
      if (guess === null) return say({ error: found ? "Draw the curve from one end of the axis to the other." : `Type a number${asks.unit ? ` in ${asks.unit}` : ""}, as in 12.` });
      kept.set(`guess:${key}`, guess);
      return say(told(guess));
    },
  };
  return model;
}
