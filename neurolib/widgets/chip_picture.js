// The browser's half of a chip that can be touched. It knows what was measured and nothing else: a touch is one message to Python, which
// makes one call of the bench, and the answer is drawn. A finger chooses first and measures with its second tap, because a cell is small.

const SVG = "http://www.w3.org/2000/svg", LINES = 64, LOUPE = 9;
// Where things stand, in units of a cell: the array, the heads of its rows, two rows of neurons, and the whole with its pins.
const ARRAY = { x: 7.8, y: 5.6 }, HEAD = { x: 5.6, width: 2 }, NEURONS = { x: 7.8, y: 73.4, side: 2, wide: 32 };
const WIDE = 75.6, HIGH = 80.4, PIN = 1.6;

const fill = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};
const make = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const draw = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
// No line ends between a number and its unit.
const kept = (words) => String(words).replace(/(\d) (?=[µnpm]?[sJV]\b|steps|pulses|minutes)/g, "$1\u00a0");
const write = (element, text) => element.textContent !== text && (element.textContent = text);
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const bytes = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

// ---- what is drawn -----------------------------------------------------------------------------------------------

// The face of a chip: a pattern made of its number, within the outline of a chip.
function makeFace([rows, colour]) {
  const squares = rows.flatMap((row, y) => [...row].map((bit, x) => (bit === "1" ? `M${x} ${y}h1.02v1.02h-1.02z` : "")));
  const pins = [1, 3, 5].map((k) => k + 0.5).flatMap((k) => [`M-2 ${k}h1`, `M8 ${k}h1`, `M${k} -2v1`, `M${k} 8v1`]);
  const frame = draw("path", { d: `M-1 -1h9v9h-9z${pins.join("")}`, fill: "none", stroke: "currentColor", "stroke-width": 0.4, "stroke-linecap": "round" });
  return draw("svg", { viewBox: "-2.4 -2.4 11.8 11.8", class: "face", "aria-hidden": "true" }, frame, draw("path", { d: squares.join(""), fill: colour }));
}

// One cell at (x, y): its level decides the colour, and what is unknown, at the floor or saturated differs in shape as well.
function paintCell(context, level, x, y, side, { colours, die, dot }) {
  const gap = side > 3 ? Math.max(1, side / 9) : 0.5, inner = side - gap;
  context.fillStyle = colours[level];
  if (level === 1) context.fillRect(x + inner * 0.24, y + inner * 0.24, inner * 0.52, inner * 0.52);
  else context.fillRect(x, y, inner, inner);
  if (level === 0) {
    context.fillStyle = dot;
    context.fillRect(x + inner * 0.4, y + inner * 0.4, Math.max(1, inner * 0.2), Math.max(1, inner * 0.2));
  } else if (level === 2) {
    context.fillStyle = die;
    context.fillRect(x + inner * 0.35, y + inner * 0.35, inner * 0.3, inner * 0.3);
  }
}

function paintChip(context, unit, levels, rates, look) {
  const box = (x, y, width, height, radius) => {
    context.beginPath();
    context.roundRect(x * unit, y * unit, width * unit, height * unit, radius * unit);
  };
  context.fillStyle = "#b39a5b"; // pins
  for (let k = 0; k < 24; k++) {
    const x = PIN + 1.8 + (k * (WIDE - 2 * PIN - 4.9)) / 23, y = PIN + 1.8 + (k * (HIGH - 2 * PIN - 4.9)) / 23;
    for (const [left, top, width, height] of [[x, 0.3, 1.3, PIN + 1], [x, HIGH - PIN - 1.3, 1.3, PIN + 1], [0.3, y, PIN + 1, 1.3], [WIDE - PIN - 1.3, y, PIN + 1, 1.3]]) {
      box(left, top, width, height, 0.3);
      context.fill();
    }
  }
  context.fillStyle = look.die;
  box(PIN, PIN, WIDE - 2 * PIN, HIGH - 2 * PIN, 1.6);
  context.fill();
  context.fillStyle = "#b7c4d1";
  context.font = `${Math.max(8.5, 1.5 * unit)}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  for (let k = 0; k < LINES; k += 8) {
    context.textAlign = "right";
    context.fillText(k, (HEAD.x - 0.3) * unit, (ARRAY.y + k + 0.5) * unit);
    context.textAlign = "center";
    context.fillText(k, (ARRAY.x + k + 0.5) * unit, (ARRAY.y - 1.5) * unit);
  }
  context.textAlign = "left";
  context.fillText("64 neurons", NEURONS.x * unit, (NEURONS.y - 1.6) * unit);
  context.fillStyle = "#8fa3b5"; // the heads of the rows
  for (let row = 0; row < LINES; row++) {
    const x = (HEAD.x + 0.3) * unit, y = (ARRAY.y + row + 0.15) * unit;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + 1.1 * unit, y + 0.35 * unit);
    context.lineTo(x, y + 0.7 * unit);
    context.fill();
  }
  for (let k = 0; k < levels.length; k++) paintCell(context, levels[k], (ARRAY.x + (k % LINES)) * unit, (ARRAY.y + Math.floor(k / LINES)) * unit, unit, look);
  for (let k = 0; k < LINES; k++) {
    const { x, y } = centre({ kind: "neuron", neuron: k });
    context.beginPath();
    context.arc(x * unit, y * unit, 0.8 * unit, 0, 7);
    context.fillStyle = look.colours[rates[k]];
    context.fill();
    if (rates[k]) continue;
    context.beginPath();
    context.arc(x * unit, y * unit, 0.2 * unit, 0, 7);
    context.fillStyle = look.dot;
    context.fill();
  }
}

// Where a place is, in units of a cell, and which place is at a point.
function centre({ kind, row, column, neuron }) {
  if (kind === "neuron") return { x: NEURONS.x + NEURONS.side * ((neuron % NEURONS.wide) + 0.5), y: NEURONS.y + NEURONS.side * (Math.floor(neuron / NEURONS.wide) + 0.5) };
  return { x: kind === "row" ? HEAD.x + HEAD.width / 2 : ARRAY.x + column + 0.5, y: ARRAY.y + row + 0.5 };
}

function placeAt(x, y, column) {
  const row = Math.floor(y - ARRAY.y), across = Math.floor(x - ARRAY.x);
  if (row >= 0 && row < LINES && across >= 0 && across < LINES) return { kind: "cell", row, column: across };
  if (row >= 0 && row < LINES && x >= PIN && across < 0) return { kind: "row", row, column };
  const down = Math.floor((y - NEURONS.y) / NEURONS.side), along = Math.floor((x - NEURONS.x) / NEURONS.side);
  if (down >= 0 && down < 2 && along >= 0 && along < NEURONS.wide) return { kind: "neuron", neuron: down * NEURONS.wide + along };
  return null;
}

// The meter: a needle over a scale of steps or of pulses per second.
function makeMeter() {
  const at = (part, radius) => {
    const angle = Math.PI * (1 + part * 0.8 + 0.1);
    return [100 + radius * Math.cos(angle), 98 + radius * Math.sin(angle)];
  };
  const ticks = Array.from({ length: 21 }, (_, k) => `M${at(k / 20, k % 5 ? 74 : 69).join(" ")}L${at(k / 20, 80).join(" ")}`).join("");
  const names = [0, 0.5, 1].map((part) => draw("text", { x: at(part, 54)[0], y: at(part, 54)[1] + 4, "text-anchor": "middle" }));
  const unit = draw("text", { x: 100, y: 74, "text-anchor": "middle", class: "unit" });
  const needle = draw("path", { d: "M100 98L26 98", class: "needle" });
  const svg = draw("svg", { viewBox: "8 10 184 104", class: "meter", "aria-hidden": "true" }, draw("path", { d: ticks, class: "ticks" }), ...names, unit, needle, draw("circle", { cx: 100, cy: 98, r: 6 }));
  return {
    svg,
    show: (value, most, words) => {
      [0, most / 2, most].forEach((each, k) => write(names[k], String(Math.round(each))));
      write(unit, words);
      needle.style.transform = `rotate(${18 + 144 * clamp((value ?? 0) / most, 0, 1)}deg)`;
      needle.toggleAttribute("data-rests", value === undefined);
    },
  };
}

function makeLegend({ colours, dot }) {
  const swatch = (kind, words, style = "") => make("span", {}, make("i", { class: kind, style }), words);
  const ramp = [0, 0.25, 0.45, 0.68, 0.85, 1].map((part) => `${colours[3 + Math.round(252 * part)]} ${100 * part}%`).join(", ");
  return make(
    "p",
    { class: "legend" },
    swatch("unknown", "not measured", `background: radial-gradient(${dot} 22%, ${colours[0]} 26%)`),
    swatch("floor", "at the floor", `background: ${colours[1]}`),
    make("span", {}, "0.1 µA", make("i", { class: "ramp", style: `background: linear-gradient(90deg, ${ramp})` }), "10 µA"),
    swatch("full", "saturated", `background: ${colours[2]}`),
    make("span", {}, "neurons: 0 to 200 Hz, in the same colours"),
  );
}

// ---- the picture -------------------------------------------------------------------------------------------------

const FIELDS = [
  ["steps", "row voltage", 0, 113, 1, "steps"],
  ["pedestal", "resistors", 0, 113, 1, "steps"],
  ["input", "neuron's input", 0, 1023, 1, "steps"],
  ["gate", "gate", 0.1, 100, 0.1, "s"],
];

function render({ model, el }) {
  const look = model.get("_look"), id = `chip-${Math.round(1e9 * Math.random())}`;
  let steps = new Uint8Array(0), levels = new Uint8Array(0), rates = new Uint8Array(0), unit = 0, waits = 0, slow = 0, number = 0;
  let at = { kind: "cell", row: 0, column: 0 }, neuron = 0;

  const canvas = make("canvas", { "aria-hidden": "true" }), loupe = make("canvas", { "aria-hidden": "true", class: "loupe" });
  const bands = ["across", "down", "ring"].map((name) => make("i", { class: name, "aria-hidden": "true" }));
  const grid = make("div", { role: "grid", "aria-label": "Cells of the array", "aria-rowcount": LINES, "aria-colcount": LINES + 1, "aria-describedby": `${id}-keys`, class: "grid" });
  const cells = make("div", { role: "grid", "aria-label": "Neurons", "aria-rowcount": 2, "aria-colcount": NEURONS.wide, "aria-describedby": `${id}-keys`, class: "grid" });
  const stage = make("div", { class: "die" }, canvas, ...bands, grid, cells);
  const meter = makeMeter(), place = make("p", { class: "place" });
  const said = make("p", { class: "said", role: "status" }), error = make("p", { class: "error", role: "alert" });
  const part = make("i"), left = make("p", { class: "left" }), spent = make("p", { class: "spent" });
  const log = make("ol", { "aria-label": "Log of the bench, the last entry first" });
  const read = make("button", { type: "button" }), sweep = make("button", { type: "button" }), count = make("button", { type: "button" });
  const keys = "With the keyboard, the arrow keys move, Enter measures, and Home goes to the head of the row. With a finger, the first tap chooses and the second one measures.";
  const inputs = new Map(FIELDS.map(([name, , low, high, step]) => [name, make("input", { type: "number", min: low, max: high, step, name })]));
  const settings = make("div", { class: "settings" }, ...FIELDS.map(([name, words, , , , of]) => make("label", {}, `${words} `, inputs.get(name), ` ${of}`)));
  const root = make(
    "div",
    { class: "neurolib-chip", role: "group", "aria-label": `${look.name}, a picture that can be touched`, "data-lm-suppress-shortcuts": "true" },
    make("div", { class: "head" }, ...(look.face ? [makeFace(look.face)] : []), make("strong", {}, look.name), make("div", { class: "time" }, left, make("div", { class: "bar", "aria-hidden": "true" }, part))),
    make(
      "div",
      { class: "board" },
      make("div", { class: "left-half" }, stage, makeLegend(look)),
      make(
        "div",
        { class: "side" },
        make("div", { class: "dial" }, meter.svg, said),
        error,
        make("div", { class: "probe" }, place, loupe, make("div", { class: "buttons" }, read, sweep, count)),
        make("div", { class: "bill" }, spent, log),
      ),
    ),
    make("details", {}, make("summary", {}, "Settings of the instrument"), settings, make("p", { class: "keys", id: `${id}-keys` }, keys)),
  );

  // A saved notebook that is opened again, or whose kernel has ended, has no chip behind its picture.
  const asleep = () => root.closest(".jupyter-widgets-disconnected");
  const rest = () => {
    waits = 0;
    clearTimeout(slow);
    delete root.dataset.busy;
    write(error, "Run the notebook to touch the chip.");
  };

  // ---- words ----
  const reading = (row, column) => {
    const k = row * LINES + column, value = steps[2 * k] | (steps[2 * k + 1] << 8), level = levels[k];
    return value ? `${value} steps${level === 1 ? ", at the floor" : level === 2 ? ", saturated" : ""}` : "not measured";
  };
  const counted = (k) => {
    const found = model.get("_state").neurons[k];
    return found ? `${found[0]} pulses in ${found[1]} s at ${found[2]} steps` : "not measured";
  };
  const known = (row) => Array.from({ length: LINES }, (_, k) => levels[row * LINES + k]).filter(Boolean).length;
  const words = (where) =>
    where.kind === "neuron" ? `neuron ${where.neuron}: ${counted(where.neuron)}`
    : where.kind === "row" ? `row ${where.row}: ${known(where.row)} of ${LINES} cells measured`
    : `row ${where.row}, column ${where.column}: ${reading(where.row, where.column)}`;

  // ---- where the reader is ----
  // Only the place with the cursor is in the page, with its name and its place in the grid, as for a list that is longer than the page.
  const label = (where) => (where.kind === "row" ? `Head of row ${where.row}, reads all its cells; ${known(where.row)} of ${LINES} measured` : words(where));
  const setCell = (into, where, rowIndex, columnIndex, focus) => {
    const cell = make("div", { role: "gridcell", "data-kind": where.kind, "aria-colindex": columnIndex, "aria-label": label(where), tabindex: 0 });
    const { x, y } = centre(where), side = where.kind === "neuron" ? NEURONS.side : 1;
    cell.style.cssText = `left:${(100 * (x - side / 2)) / WIDE}%;top:${(100 * (y - side / 2)) / HIGH}%;width:${(100 * side) / WIDE}%;height:${(100 * side) / HIGH}%`;
    into.replaceChildren(make("div", { role: "row", "aria-rowindex": rowIndex }, cell));
    if (focus) cell.focus({ preventScroll: true });
  };
  const relabel = () => {
    grid.querySelector("[tabindex]")?.setAttribute("aria-label", label(at.kind === "neuron" ? { kind: "cell", row: at.row, column: at.column } : at));
    cells.querySelector("[tabindex]")?.setAttribute("aria-label", label({ kind: "neuron", neuron }));
  };
  const go = (where, focus) => {
    at = where.kind === "neuron" ? { row: at.row, column: at.column, ...where } : where;
    if (where.kind === "neuron") setCell(cells, { kind: "neuron", neuron: (neuron = where.neuron) }, Math.floor(neuron / NEURONS.wide) + 1, (neuron % NEURONS.wide) + 1, focus);
    else setCell(grid, where, where.row + 1, where.kind === "row" ? 1 : where.column + 2, focus);
    show();
  };
  const mark = () => {
    const { x, y } = centre(at), set = (element, left, top, width, height) => {
      element.style.cssText = `left:${(100 * left) / WIDE}%;top:${(100 * top) / HIGH}%;width:${(100 * width) / WIDE}%;height:${(100 * height) / HIGH}%`;
    };
    const array = at.kind !== "neuron", side = array ? 1 : NEURONS.side;
    bands[0].hidden = !array;
    bands[1].hidden = at.kind !== "cell";
    set(bands[0], HEAD.x, y - 0.5, ARRAY.x + LINES - HEAD.x, 1);
    set(bands[1], x - 0.5, ARRAY.y - 0.6, 1, LINES + 1.2);
    set(bands[2], x - side / 2 - 0.2, y - side / 2 - 0.2, side + 0.3, side + 0.3);
    bands[2].toggleAttribute("data-round", !array);
  };

  // ---- drawing ----
  const paint = () => {
    if (!unit) return;
    const ratio = devicePixelRatio, width = Math.round(WIDE * unit * ratio), height = Math.round(HIGH * unit * ratio);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, WIDE * unit, HIGH * unit);
    paintChip(context, unit, levels, rates, look);
    paintLoupe();
  };
  const corner = () => [clamp(at.row - (LOUPE >> 1), 0, LINES - LOUPE), clamp(at.column - (LOUPE >> 1), 0, LINES - LOUPE)];
  const paintLoupe = () => {
    const size = loupe.clientWidth, ratio = devicePixelRatio, [top, start] = corner();
    if (!size) return;
    loupe.width = loupe.height = Math.round(size * ratio);
    const context = loupe.getContext("2d"), side = size / LOUPE;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = look.die;
    context.fillRect(0, 0, size, size);
    for (let k = 0; k < LOUPE * LOUPE; k++) {
      const row = top + Math.floor(k / LOUPE), column = start + (k % LOUPE);
      paintCell(context, levels[row * LINES + column], (k % LOUPE) * side + 1, Math.floor(k / LOUPE) * side + 1, side, look);
    }
    if (at.kind === "neuron") return;
    context.strokeStyle = "#fff";
    context.lineWidth = 2;
    if (at.kind === "row") context.strokeRect(1, (at.row - top) * side + 1, size - 2, side - 1);
    else context.strokeRect((at.column - start) * side + 1, (at.row - top) * side + 1, side - 1, side - 1);
  };
  const show = () => {
    mark();
    paintLoupe();
    const { row, column } = at;
    write(place, `${words(at)[0].toUpperCase()}${words(at).slice(1)}`);
    write(read, "Read the cell");
    write(sweep, `Read row ${row}`);
    write(count, `Count neuron ${neuron}`);
  };

  // What was just measured glows for a moment, unless the reader wants less motion.
  const glow = () => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const lit = at.kind === "row" ? bands[0] : bands[2];
    lit.animate([{ boxShadow: "0 0 0 5px rgb(255 240 122 / 85%)" }, { boxShadow: "0 0 0 0 rgb(255 240 122 / 0%)" }], 500);
  };

  // ---- measuring ----
  const measure = (where) => {
    if (asleep()) return rest();
    if (waits) return write(error, "The bench is still busy with your last touch, so this one was not measured.");
    waits = ++number;
    root.dataset.busy = "";
    write(error, "");
    slow = setTimeout(() => write(error, "Python is busy or has stopped; the measurement follows as soon as it answers."), 2000);
    const asks = Object.fromEntries([...inputs].map(([name, input]) => [name, input.valueAsNumber]).filter(([, value]) => Number.isFinite(value)));
    try {
      model.send({ touch: where.kind, row: where.row, column: where.column, neuron: where.neuron, asks, id: waits });
    } catch {
      rest(); // the kernel was restarted or has ended
    }
  };
  read.addEventListener("click", () => measure({ kind: "cell", row: at.row, column: at.column }));
  sweep.addEventListener("click", () => measure({ kind: "row", row: at.row }));
  count.addEventListener("click", () => measure({ kind: "neuron", neuron }));

  const same = (one, other) => one.kind === other.kind && (one.kind === "neuron" ? one.neuron === other.neuron : one.row === other.row && (one.kind === "row" || one.column === other.column));
  let finger = false; // not every browser says of a click what it came from
  const pick = (where) => {
    if (!where) return;
    const again = same(where, at);
    go(where, !finger);
    if (!finger || again) measure(where);
  };
  const under = ({ clientX, clientY }) => {
    const { left: x, top: y } = canvas.getBoundingClientRect();
    return placeAt((clientX - x) / unit, (clientY - y) / unit, at.column ?? 0);
  };
  const inLoupe = ({ clientX, clientY }) => {
    const { left: x, top: y, width } = loupe.getBoundingClientRect(), [top, start] = corner(), side = width / LOUPE;
    return { kind: "cell", row: top + clamp(Math.floor((clientY - y) / side), 0, LOUPE - 1), column: start + clamp(Math.floor((clientX - x) / side), 0, LOUPE - 1) };
  };
  stage.addEventListener("mousedown", (event) => event.preventDefault()); // the focus goes where the pointer has chosen
  for (const each of [stage, loupe]) each.addEventListener("pointerdown", (event) => (finger = event.pointerType === "touch"));
  stage.addEventListener("click", (event) => {
    const own = event.target.closest("[role=gridcell]"); // a screen reader clicks the cell itself, and a pointer never does
    if (!own) pick(under(event));
    else measure(cells.contains(own) ? { kind: "neuron", neuron } : { kind: own.dataset.kind, row: at.row, column: at.column });
  });
  loupe.addEventListener("click", (event) => pick(inLoupe(event)));
  stage.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const where = under(event);
    stage.toggleAttribute("data-over", Boolean(where));
    if (where) write(place, `${words(where)[0].toUpperCase()}${words(where).slice(1)}`);
  });
  stage.addEventListener("pointerleave", show);

  const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], PageUp: [-8, 0], PageDown: [8, 0] };
  grid.addEventListener("keydown", (event) => {
    const head = at.kind === "row";
    const here = { kind: head ? "row" : "cell", row: at.row, column: at.column };
    if (event.key === "Enter" || event.key === " ") measure(here);
    else if (event.key === "Home") go({ ...here, kind: "row", row: event.ctrlKey ? 0 : here.row }, true);
    else if (event.key === "End") go({ kind: "cell", row: event.ctrlKey ? LINES - 1 : here.row, column: LINES - 1 }, true);
    else if (ARROWS[event.key]) {
      const [down, across] = ARROWS[event.key], column = (head ? -1 : here.column) + across, row = clamp(here.row + down, 0, LINES - 1);
      go(column < 0 ? { kind: "row", row, column: 0 } : { kind: "cell", row, column: Math.min(column, LINES - 1) }, true);
    } else return;
    event.preventDefault();
  });
  cells.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") measure({ kind: "neuron", neuron });
    else if (event.key === "Home" || event.key === "End") go({ kind: "neuron", neuron: event.key === "Home" ? 0 : LINES - 1 }, true);
    else if (ARROWS[event.key]) {
      const [down, across] = ARROWS[event.key];
      go({ kind: "neuron", neuron: clamp(neuron + across + Math.sign(down) * NEURONS.wide, 0, LINES - 1) }, true);
    } else return;
    event.preventDefault();
  });
  grid.addEventListener("focusin", () => {
    if (at.kind !== "neuron") return;
    at = { ...at, kind: grid.querySelector("[data-kind=row]") ? "row" : "cell" };
    show();
  });
  cells.addEventListener("focusin", () => {
    if (at.kind === "neuron") return;
    at = { ...at, kind: "neuron", neuron };
    show();
  });
  // In JupyterLab a key pressed here would also move between cells, or delete them; Escape and Ctrl keys may pass.
  root.addEventListener("pointerdown", () => delete root.dataset.keys);
  root.addEventListener("keydown", (event) => {
    root.dataset.keys = ""; // the place with the keyboard is marked more clearly
    if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Escape") event.stopPropagation();
  });

  // ---- what Python says ----
  let calls = -1;
  const follow = () => {
    const state = model.get("_state");
    [steps, levels, rates] = ["_steps", "_levels", "_rates"].map((name) => bytes(model.get(name)));
    if (state.answers && state.answers === waits) {
      waits = 0;
      clearTimeout(slow);
      delete root.dataset.busy;
    }
    if (!waits) write(error, state.error);
    write(left, `${state.left.toFixed(1)} of ${+look.booked.toFixed(1)} minutes left`);
    part.style.width = `${100 * clamp(state.left / look.booked, 0, 1)}%`;
    write(spent, kept(`Spent: ${state.used} on the bench and ${state.joules}, in ${state.calls} call${state.calls === 1 ? "" : "s"} of the driver`));
    log.replaceChildren(...state.log.map((entry) => make("li", {}, kept(entry))));
    const pulses = state.last.method === "count";
    meter.show(state.last.value, pulses ? 200 : 1023, pulses ? "Hz" : "steps");
    if (calls >= 0 && calls !== state.calls) {
      write(said, kept(state.last.words));
      glow();
    }
    if (calls < 0) write(said, kept(state.last.words || "Nothing has been measured yet."));
    calls = state.calls;
    for (const [name, input] of inputs) if (input !== document.activeElement) input.value = state.asks[name];
    relabel();
    paint();
    show();
  };

  el.append(root);
  follow();
  go({ kind: "neuron", neuron: 0 }, false);
  go({ kind: "cell", row: 0, column: 0 }, false);
  const resized = new ResizeObserver(([{ contentRect }]) => {
    unit = contentRect.width / WIDE;
    paint();
  });
  resized.observe(stage);
  let due = 0; // the traits of one answer come one by one
  const changed = () => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(follow);
  };
  const traits = ["_state", "_steps", "_levels", "_rates"];
  for (const name of traits) model.on(`change:${name}`, changed);
  return () => {
    resized.disconnect();
    clearTimeout(slow);
    cancelAnimationFrame(due);
    for (const name of traits) model.off(`change:${name}`, changed);
  };
}

export default { render };
