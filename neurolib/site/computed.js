// A live figure that the page computes: the kernel that Python runs in a notebook runs here, and its marks are put where
// matplotlib puts them. The answers are those of `live.py`, so `live.js` draws both.
// `description` comes from `computed.py`; `run` takes the parameters and returns the outputs by name.

// ---- numbers in words, as `units.py` writes them --------------------------------------------------------------------

const PREFIXES = { "-18": "a", "-15": "f", "-12": "p", "-9": "n", "-6": "µ", "-3": "m", 0: "", 3: "k", 6: "M", 9: "G" };
const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const STEMS = ["Ohm", "Hz", "rad", "s", "V", "A", "S", "F", "J", "W", "m", "K"];
const UNITS = new Set(
  ("s ms us ns minute hour day year V mV uV A mA uA nA pA fA S mS uS nS pS Ohm kOhm MOhm GOhm F uF nF pF fF Hz kHz MHz GHz " +
    "J mJ uJ nJ pJ fJ aJ W mW uW nW pW m um nm K rad").split(" "),
);

// [digits, power] of a number of so many digits. Where the number lies just between two, Python takes the even one, and
// JavaScript the larger one.
function rounded(number, digits) {
  const [, head, tail, power] = /^(\d)\.?(\d*)e([+-]\d+)$/.exec(Math.abs(number).toExponential(digits - 1));
  const all = head + tail, exact = Math.abs(number).toExponential(100).replace(".", "");
  const rest = exact.slice(digits, exact.indexOf("e"));
  if (!/^50*$/.test(rest)) return [all, Number(power)];
  const kept = exact.slice(0, digits); // rounded down: it has the power of the number itself
  return Number(kept.at(-1)) % 2 ? [all, Number(power)] : [kept, Number(exact.split("e")[1])];
}

const trimmed = (text) => (text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);

// Digits with the point after the first of them moved by a power: "123", 1 is 12.3.
function plain(digits, power) {
  if (power < 0) return `0.${"0".repeat(-power - 1)}${digits}`;
  if (power >= digits.length - 1) return digits + "0".repeat(power - digits.length + 1);
  return `${digits.slice(0, power + 1)}.${digits.slice(power + 1)}`;
}

// Python's format "g".
function general(number, digits) {
  if (Number.isNaN(number)) return "nan";
  const sign = number < 0 || Object.is(number, -0) ? "-" : "";
  if (!Number.isFinite(number)) return `${sign}inf`;
  if (number === 0) return `${sign}0`;
  const [all, power] = rounded(number, digits);
  if (power >= -4 && power < digits) return sign + trimmed(plain(all, power));
  const mantissa = trimmed(all.length > 1 ? `${all[0]}.${all.slice(1)}` : all);
  return `${sign}${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function fixed(number, digits, sign = false) {
  const signed = (text) => (number < 0 && /[1-9i]/.test(text) ? "−" : sign ? "+" : "") + text; // 0 has no minus
  if (!Number.isFinite(number)) return signed(Number.isNaN(number) ? "nan" : "inf");
  const size = Math.abs(number), text = size.toFixed(digits);
  const exact = size.toFixed(Math.min(100, digits + 60)), cut = exact.indexOf(".") + 1 + digits;
  if (size >= 1e21 || !/^50*$/.test(exact.slice(cut))) return signed(text);
  const down = exact.slice(0, digits ? cut : cut - 1);
  return signed(Number(down.at(-1)) % 2 ? text : down);
}

function base(unit) {
  if (["minute", "hour", "day", "year"].includes(unit)) return "s";
  return STEMS.find((stem) => unit.endsWith(stem) && unit.length - stem.length <= 1) || unit;
}

const written = (unit) => (unit.endsWith("Ohm") ? `${unit.slice(0, -3)}Ω` : unit.startsWith("u") ? unit.replace("u", "µ") : unit);

function show(number, unit, digits) {
  const stem = base(unit);
  if (number === 0 || !Number.isFinite(number) || ["", "rad", "K"].includes(stem)) return `${general(number, digits)} ${stem}`.trimEnd();
  const mantissa = Number(general(number, digits));
  const power = Math.min(stem === "s" ? 0 : 9, Math.max(-18, 3 * Math.floor(Math.log10(Math.abs(mantissa)) / 3)));
  return `${general(mantissa / Number(`1e${power}`), Math.max(3, digits))} ${PREFIXES[power]}${stem === "Ohm" ? "Ω" : stem}`;
}

function grouped(digits) {
  const [whole, rest] = digits.split(".");
  return (whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole) + (rest === undefined ? "" : `.${rest}`);
}

function quantity(number, unit, digits) {
  let text;
  if (!Number.isFinite(number)) text = Number.isNaN(number) ? "nan" : "∞";
  else if (number === 0) text = "0";
  else {
    const [all, power] = rounded(number, digits);
    if (power > -5 && power < 6) text = grouped(trimmed(plain(all, power)));
    else {
      const mantissa = trimmed(all.length > 1 ? `${all[0]}.${all.slice(1)}` : all);
      text = `${mantissa}×10${[...String(power)].map((each) => RAISED[each]).join("")}`.replace(/^1×/, "");
    }
  }
  const name = UNITS.has(unit) ? written(unit) : unit;
  return `${number < 0 ? "−" : ""}${text}${unit === "" || unit === "°" ? "" : " "}${name}`;
}

function even(number) {
  const down = Math.floor(number), part = number - down;
  return part < 0.5 || (part === 0.5 && down % 2 === 0) ? down : down + 1;
}

function count(number) {
  if (!Number.isFinite(number)) return quantity(number, "", 3);
  const whole = BigInt(even(number)), text = grouped(String(whole < 0n ? -whole : whole));
  return (whole < 0n ? "−" : "") + text;
}

const verbs = {
  count: (number) => count(number),
  fixed: (number, how) => fixed(number / how.size, how.digits, how.sign) + (how.unit && ` ${how.unit}`),
  show: (number, how) => show(number + 0, how.unit, how.digits).replaceAll("-", "−"),
  quantity: (number, how) => quantity(number / how.size, how.unit, how.digits),
};

const single = (value) => (typeof value === "number" ? value : value[0]);

// Which of so many cases an output has found; the sentences of this function and the next are those of `words.py`.
function caseOf(by, value, n) {
  if (value >= 0 && value < n) return Math.trunc(value);
  throw new RangeError(`The kernel's output ${by} is ${general(value, 6)}; expected the number of one of ${n} cases, from 0 to ${n - 1}.`);
}

function known(name, values) {
  const value = single(values[name]);
  if (!Number.isNaN(value)) return value;
  throw new RangeError(
    `${name} is nan at these values; expected a number, for the text of the figure. Choose ` +
      "Reset, or values that are nearer to those at the start.",
  );
}

// A text of `words.py`: pieces, of which some are numbers, and some one of several texts.
function filled(text, values) {
  if (typeof text === "string") return text;
  if (Array.isArray(text)) return text.map((each) => filled(each, values)).join("");
  if (text.by !== undefined) return filled(text.texts[caseOf(text.by, single(values[text.by]), text.texts.length)], values);
  return verbs[text.verb](known(text.name, values), text);
}

// ---- marks ----------------------------------------------------------------------------------------------------------

const NEAR = 0.1; // points of the page within which a line is not bent
const FAR = 1e4; // points of the page beyond all axes

class Drawing {
  constructor() {
    this.marks = [];
    this.numbers = new Float32Array(1 << 14);
    this.size = 0;
  }
  add(x, y) {
    if (this.size + 2 > this.numbers.length) {
      const more = new Float32Array(2 * this.numbers.length);
      more.set(this.numbers);
      this.numbers = more;
    }
    this.numbers[this.size++] = x;
    this.numbers[this.size++] = y;
  }
  lift() {
    this.add(NaN, NaN);
  }
  // What was added since `start`, as one mark; `at` of its last points are places of an outline.
  done(start, style, at = 0) {
    const n = (this.size - start) / 2 - at;
    if (n > 0 && (!style.places || at)) this.marks.push({ ...style, n, at });
    else this.size = start;
  }
}

// Where a value lies along an axis, in points of the page.
function along(axis, limits, from, to) {
  const scale = axis.log ? Math.log10 : (value) => value;
  const low = scale(limits[0]), step = (to - from) / (scale(limits[1]) - low);
  return axis.log ? (value) => (value > 0 ? from + (Math.log10(value) - low) * step : NaN) : (value) => from + (value - low) * step;
}

// The numbers of a place, in the unit of its axis: an array, or one number that all share.
function reader(place, values) {
  if (Array.isArray(place)) return { n: place.length, at: (k) => place[k] };
  if (typeof place === "number") return { n: 1, single: true, at: () => place };
  const found = values[place.name];
  if (typeof found === "number") return { n: 1, single: true, at: () => found / place.size };
  return found.length === 1
    ? { n: 1, single: true, at: () => found[0] / place.size }
    : { n: found.length, at: (k) => found[k] / place.size };
}

function lineOf(drawing, x, y, n, X, Y) {
  let down = false, lastX = 0, lastY = 0, skipped = false, keepX = 0, keepY = 0;
  for (let k = 0; k < n; k++) {
    const a = X(x.at(k)), b = Y(y.at(k));
    if (!Number.isFinite(a) || !Number.isFinite(b)) {
      if (skipped) drawing.add(keepX, keepY);
      if (down) drawing.lift();
      down = skipped = false;
    } else if (down && Math.abs(a - lastX) < NEAR && Math.abs(b - lastY) < NEAR) {
      [skipped, keepX, keepY] = [true, a, b];
    } else {
      if (skipped) drawing.add(keepX, keepY);
      drawing.add((lastX = a), (lastY = b));
      down = true;
      skipped = false;
    }
  }
  if (skipped) drawing.add(keepX, keepY);
}

const shapes = {
  Line(drawing, mark, n, { x, y }, X, Y) {
    lineOf(drawing, x, y, n, X, Y);
  },
  Points(drawing, mark, n, { x, y }, X, Y) {
    for (let k = 0; k < mark.outline.length; k += 2) drawing.add(mark.outline[k], mark.outline[k + 1]);
    let places = 0;
    for (let k = 0; k < n; k++) {
      const a = X(x.at(k)), b = Y(y.at(k));
      if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
      drawing.add(a, b);
      places++;
    }
    return places;
  },
  Area(drawing, mark, n, { x, y, base }, X, Y) {
    let first = 0;
    for (let k = 0; k <= n; k++) {
      if (k < n && Number.isFinite(y.at(k)) && Number.isFinite(base.at(k))) continue;
      if (k > first) {
        for (let j = first; j < k; j++) drawing.add(X(x.at(j)), Y(y.at(j)));
        for (let j = k - 1; j >= first; j--) drawing.add(X(x.at(j)), Y(base.at(j)));
        drawing.lift();
      }
      first = k + 1;
    }
  },
  Rule(drawing, mark, n, { x, y }, X, Y, [left, top, width, height]) {
    const [a, b] = x ? [X(x.at(0)), X(x.at(0))] : [left, left + width], [c, d] = x ? [top + height, top] : [Y(y.at(0)), Y(y.at(0))];
    drawing.add(a, c);
    drawing.add(b, d);
  },
  Span(drawing, mark, n, { x, y }, X, Y, [left, top, width, height]) {
    const [a, b] = x ? [X(x.at(0)), X(x.at(1))] : [left, left + width], [c, d] = x ? [top + height, top] : [Y(y.at(0)), Y(y.at(1))];
    for (const [p, q] of [[a, c], [a, d], [b, d], [b, c], [a, c]]) drawing.add(p, q);
  },
  Steps(drawing, mark, n, { edges, y }, X, Y) {
    drawing.add(X(edges.at(0)), Y(0));
    for (let k = 0; k < n; k++) {
      const height = Y(y.at(k));
      drawing.add(X(edges.at(k)), height);
      drawing.add(X(edges.at(k + 1)), height);
    }
    drawing.add(X(edges.at(n)), Y(0));
    if (mark.style.fill) drawing.add(X(edges.at(0)), Y(0));
  },
  Boxes(drawing, mark, n, { left, right, low, high }, X, Y) {
    for (let k = 0; k < n; k++) {
      const a = X(left.at(k)), b = X(right.at(k)), c = Y(low.at(k)), d = Y(high.at(k));
      if (![a, b, c, d].every(Number.isFinite)) continue;
      for (const [p, q] of [[a, c], [b, c], [b, d], [a, d], [a, c]]) drawing.add(p, q);
      drawing.lift();
    }
  },
  Bars(drawing, mark, n, { x, y, start, end, thick }, X, Y) {
    const place = x || y, beyond = (at, far) => (Number.isFinite(at) ? at : far); // a logarithmic axis has no 0: the bar goes on
    const [across, along] = x ? [X, (at) => beyond(Y(at), FAR)] : [Y, (at) => beyond(X(at), -FAR)];
    for (let k = 0; k < n; k++) {
      const a = across(place.at(k) - thick.at(k) / 2), b = across(place.at(k) + thick.at(k) / 2), ends = [start.at(k), end.at(k)];
      if (![a, b, ...ends].every(Number.isFinite)) continue;
      const [c, d] = ends.map(along);
      for (const [p, q] of [[a, c], [a, d], [b, d], [b, c], [a, c]]) x ? drawing.add(p, q) : drawing.add(q, p);
      drawing.lift();
    }
  },
  Strokes(drawing, mark, n, { x, low, high }, X, Y) {
    for (let k = 0; k < n; k++) {
      const a = X(x.at(k));
      drawing.add(a, Y(low.at(k)));
      drawing.add(a, Y(high.at(k)));
      drawing.lift();
    }
  },
};

// Words as outlines of their letters, laid out as matplotlib does it.
function lettersOf(drawing, mark, text, font, x, y) {
  const lines = text.split("\n"), rows = [];
  const [first, next, descent] = lines.length > 1 ? font.more : font.one;
  lines.forEach((line, k) => {
    const signs = line.match(/\$[^$]*\$|[^]/gu) || [];
    const glyphs = signs.map((sign, j) => {
      const [advance, points] = font.glyphs[sign] || font.glyphs["?"];
      return [advance + (font.kerning[sign + signs[j + 1]] || 0), points];
    });
    rows.push({ glyphs, down: -first - k * next, width: glyphs.reduce((sum, glyph) => sum + glyph[0], 0) });
  });
  const lowest = rows.at(-1).down - descent, width = Math.max(...rows.map((row) => row.width));
  const up = { top: 0, bottom: lowest, center: lowest / 2, baseline: lowest + descent }[mark.va];
  const share = { left: 0, center: 0.5, right: 1 }[mark.ha];
  for (const row of rows) {
    let at = x + mark.offset[0] - share * width + share * (width - row.width);
    const line = y - mark.offset[1] - (row.down - up), start = drawing.size;
    for (const [advance, points] of row.glyphs) {
      for (let k = 0; k < points.length; k += 2) {
        if (points[k] === null) drawing.lift();
        else drawing.add(at + points[k], line - points[k + 1]);
      }
      if (points.length) drawing.lift();
      at += advance;
    }
    drawing.done(start, mark.style);
  }
}

// The cells of a matrix: each level lies upon those below it, so that no ground shows between two cells.
function cellsOf(drawing, { shape: [rows, columns], low, high, levels, places, shades }, values, X, Y, clip) {
  const found = reader(places.values, values), level = new Int16Array(rows * columns);
  const spread = ([from, to], n, Z) => Array.from({ length: n + 1 }, (_, k) => Z(from + ((to - from) * k) / n));
  const across = spread(places.x, columns, X), up = spread(places.y, rows, Y);
  for (let k = 0; k < level.length; k++) {
    const at = Math.floor(((found.at(k) - low) / (high - low)) * levels);
    level[k] = Number.isNaN(at) ? -1 : Math.min(Math.max(at, 0), levels - 1);
  }
  for (let k = 0; k < levels; k++) {
    const start = drawing.size;
    for (let row = 0; row < rows; row++) {
      for (let from = 0, to; from < columns; from = to + 1) {
        while (from < columns && level[row * columns + from] < k) from++;
        for (to = from; to < columns && level[row * columns + to] >= k; ) to++;
        if (to === from) break;
        for (const [a, b] of [[from, row], [to, row], [to, row + 1], [from, row + 1]]) drawing.add(across[a], up[b]);
        drawing.lift();
      }
    }
    drawing.done(start, { ...shades[k], ...clip });
  }
}

// ---- looks that follow outputs --------------------------------------------------------------------------------------

// A mark in each of its colours: [style, numbers of the places that have it, or null for all].
function shaded(mark, n, values) {
  const { styles, shade } = mark, shown = shade ? values[shade] : 0;
  const number = (value) => caseOf(shade, value, styles.length);
  if (typeof shown === "number" || shown.length === 1) return [[styles[number(single(shown))], null]];
  const these = styles.map(() => []);
  for (let k = 0; k < Math.min(n, shown.length); k++) if (!Number.isNaN(shown[k])) these[number(shown[k])].push(k);
  return styles.map((style, k) => [style, these[k]]).filter(([, each]) => each.length);
}

// A mark with the opacity, the width and the size that outputs give it, or null where one of them is 0 or NaN.
function following(mark, values) {
  const follows = Object.entries(mark.follows).map(([look, name]) => [look, single(values[name])]);
  if (!follows.length) return mark;
  if (follows.some(([, value]) => !value)) return null;
  const { alpha, width, size } = Object.fromEntries(follows);
  const styles = mark.styles.map((style) => {
    const own = { ...style };
    if (alpha !== undefined) for (const look of ["alpha", "fillAlpha"]) if (look in own) own[look] = alpha;
    if (width !== undefined && "stroke" in own) {
      own.width = width;
      if (own.dash) [own.dash, own.offset] = [own.dash.map((each) => each * width), own.offset * width];
    }
    return own;
  });
  return { ...mark, styles, ...(size !== undefined && { outline: mark.outline.map((each) => (each * size) / 10) }) };
}

// ---- the figure -----------------------------------------------------------------------------------------------------

function drawn(description, layer, values) {
  const drawing = new Drawing();
  for (const { panel: number, ...described } of description.marks) {
    if (described.when && !single(values[described.when])) continue; // 0 or NaN
    if (described.count && !(single(values[described.count]) >= 1)) continue;
    const mark = following(described, values);
    if (!mark) continue;
    const panel = description.panels[number], box = layer.boxes[number];
    const [left, top, width, height] = box;
    const step = (axis) => axis.limits[axis.by ? Math.trunc(single(values[axis.by])) : 0];
    const X = along(panel.x, step(panel.x), left, left + width), Y = along(panel.y, step(panel.y), top + height, top);
    if (mark.kind === "Words") {
      const at = (place, to, from, length, way) => (place.share === undefined ? to(reader(place, values).at(0)) : from + (way < 0 ? 1 - place.share : place.share) * length);
      const text = filled(mark.text, values);
      const [[look]] = shaded(mark, 1, values);
      lettersOf(drawing, { ...mark, style: look }, text, description.fonts[mark.font], at(mark.places.x, X, left, width, 1), at(mark.places.y, Y, top, height, -1));
      continue;
    }
    const clip = mark.clipped && { clip: box };
    if (mark.kind === "Image") {
      cellsOf(drawing, mark, values, X, Y, clip);
      continue;
    }
    const places = {};
    let n = 1;
    for (const [name, place] of Object.entries(mark.places)) {
      places[name] = place === null ? null : reader(place, values);
      if (place !== null && !places[name].single) n = Math.max(n, places[name].n - (name === "edges"));
    }
    if (mark.count) n = Math.min(n, Math.trunc(single(values[mark.count])));
    for (const [look, these] of shaded(mark, n, values)) {
      const start = drawing.size, style = { ...look, ...clip };
      const own = these ? Object.fromEntries(Object.entries(places).map(([name, place]) => [name, place && { at: (k) => place.at(these[k]) }])) : places;
      const at = shapes[mark.kind](drawing, { ...mark, style: look }, these ? these.length : n, own, X, Y, box);
      if (mark.kind === "Points") {
        if (at) drawing.done(start, style, at);
        else drawing.size = start;
      } else drawing.done(start, style);
    }
  }
  const points = drawing.numbers.slice(0, drawing.size);
  return { marks: drawing.marks, points: new Uint8Array(points.buffer) };
}

// The Python of a figure, as `code.py` writes it.
function codeOf({ model, names, own, knobs, after, head, units }, values) {
  const typed = (name) => values[own[name] || name][1]; // the usual picture is not typed
  const parts = names.filter((name) => typed(name) !== "").map((name) => `${name}=${typed(name)}`).join(", ").split(", ");
  const lines = [];
  let line = `model = ${model}(`;
  parts.forEach((part, k) => {
    const piece = part + (k < parts.length - 1 ? "," : ")"), gap = k ? " " : "";
    if (k && [...line, ...gap, ...piece].length > 88) {
      lines.push(line);
      line = `    ${piece}`;
    } else line += gap + piece;
  });
  if (!parts.length) line += ")";
  lines.push(line, ...knobs.map((name) => `${name} = ${values[name][1]}`));
  const used = new Set(units);
  for (const each of lines) for (const [, unit] of each.matchAll(/\*([A-Za-z]+)/g)) used.add(unit);
  const imported = used.size ? `from neurolib.units import ${[...used].sort((a, b) => (a < b ? -1 : 1)).join(", ")}` : "";
  const above = head.replace(/^UNITS\n/m, imported && `${imported}\n`);
  return above + [...lines, ...(after ? [after] : [])].join("\n");
}

function computed(description, run) {
  const { state, stops, start, presets, parameters, layouts, panels } = description;
  const by = description.by;
  let now = { ...start }, values = null, before = null, layout = "wide", shown = null, counted = 0, receive = () => {};
  const compute = () => {
    const numbers = Object.fromEntries(parameters.map((name) => [name, now[name][0]]));
    const outputs = run(parameters.flatMap((name) => now[name][0]));
    const found = { ...numbers, ...description.tables };
    for (const [name, each] of Object.entries(outputs)) found[name] = each.slice();
    for (const [name, names] of Object.entries(description.named)) names.forEach((each, k) => (found[each] = found[name][k]));
    values = found;
  };
  // A click turns a switch, a bit of a parameter, on or off: `Chart.press`.
  const press = () => {
    compute();
    const [name, at] = description.switches, bits = BigInt(now[name][0]) ^ (1n << BigInt(single(values[at])));
    now = { ...now, [name]: [Number(bits), `${bits}.0`] };
  };
  const layerOf = () => layouts[layout].layers[by.map((name) => Math.trunc(single(values[name]))).join(",")];
  const places = (layer) =>
    description.handles.map(({ ax, x, y }) => {
      const panel = panels[ax], [left, top, width, height] = layer.boxes[ax];
      const step = (axis) => axis.limits[axis.by ? Math.trunc(single(values[axis.by])) : 0];
      const X = along(panel.x, step(panel.x), left, left + width), Y = along(panel.y, step(panel.y), top + height, top);
      const at = (where, to) => where.map((each) => Math.min(1e4, Math.max(-1e4, to(each))));
      return { x: at(x, X), y: at(y, Y), box: layer.boxes[ax] };
    });
  const chosen = () => {
    for (const [name, entries] of Object.entries(presets)) if (Object.keys(entries).every((each) => entries[each][1] === now[each][1])) return name;
    return null;
  };
  const moved = (id) => ({
    count: ++counted, error: "", ended: false, answers: id,
    code: codeOf(description.code, now),
    knobs: Object.fromEntries(state.sliders.map(({ name }) => [name, [now[name][2], now[name][3]]])),
    preset: chosen(),
  });
  const frame = (id) => {
    const layer = layerOf(), { marks, points } = drawn(description, layer, values), buffers = [points];
    const answer = {
      ...moved(id), marks, size: layouts[layout].size,
      alt: description.alt.map((each) => filled(each, values)).join(" "),
      caption: filled(description.caption, values),
    };
    if (description.clicks) answer.clicks = Math.trunc(single(values[description.clicks]));
    if (layer !== shown) {
      Object.assign(answer, { svg: layer.svg, places: places(layer) });
      if (before) {
        const limited = { ...before, ...Object.fromEntries(by.map((name) => [name, values[name]])) };
        const ghost = drawn(description, layer, limited); // in the limits of what is shown
        answer.ghost = ghost.marks;
        buffers.push(ghost.points);
      }
      shown = layer;
    }
    return [answer, buffers];
  };
  // Without marks the page keeps the last picture.
  const answered = (id) => {
    try {
      compute();
      return frame(id);
    } catch (problem) {
      return [{ ...moved(id), error: `The figure cannot be computed here. ${problem.message}`, caption: "", alt: "" }, []];
    }
  };
  // A click switches one place of a picture of 0 and 1: `Chart.press`.
  const repainted = () => {
    const { name, x, y, columns, usual } = description.picture;
    const rows = [...now[name][0]], [row, column] = [now[y][0] - 1, now[x][0] - 1], bit = 2 ** (columns - 1 - column);
    rows[row] += Math.floor(rows[row] / bit) % 2 ? -bit : bit;
    const texts = rows.map((each) => each.toString(2).padStart(columns, "0"));
    const same = texts.every((text, k) => text === usual[k]);
    now = { ...now, [name]: [rows, same ? "" : `(${texts.map((text) => `'${text}'`).join(", ")})`] };
  };
  compute();
  const first = frame(0);
  return {
    get: (name) => (name === "_state" ? { ...state, ...first[0] } : first[1][0]),
    on: (_, heard) => (receive = heard),
    off: () => (receive = () => {}),
    send: (wish) => {
      if (wish.gesture) before = values;
      if (wish.width) {
        const fits = wish.width < description.narrow ? "narrow" : "wide";
        if (fits !== layout) [layout, shown] = [fits, null];
      }
      if (wish.reset) now = { ...start };
      if (wish.preset !== undefined && wish.preset !== null) now = { ...now, ...presets[wish.preset] };
      const move = (to) => {
        for (const [name, stop] of Object.entries(to)) now = { ...now, [name]: [...stops[name][stop], stop, state.sliders.find((each) => each.name === name).labels[stop]] };
      };
      for (const place of wish.press || []) {
        move(place);
        if (description.picture) repainted();
        else press();
      }
      move(wish.set || {});
      const answer = answered(wish.id);
      queueMicrotask(() => receive(...answer));
    },
  };
}

export default { computed, filled, show, quantity, fixed, count, codeOf };
