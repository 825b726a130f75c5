// A network of 400 neurons that runs in the page on both engines of the library at once: a raster that sweeps like an oscilloscope,
// the voltage of each neuron, and what each machine has had to do. `about` is what `showpiece.py` says of it; `compute` is compute.js.

const SPAN = 5000, SLOW = 1.2, MOST = 50; // ticks across the raster, ticks for each ms of the reader's time, ticks of one picture
const BLUE = [0, 114, 178], VERMILLION = [213, 94, 0]; // the course's colours of excitation and inhibition
const ACROSS = 20, KEPT = 1 << 16;

const put = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};
const count = (value) => Math.round(value).toLocaleString("en-US");
function joules(value) {
  const [prefix, size] = [["", 1], ["m", 1e-3], ["µ", 1e-6], ["n", 1e-9]].find(([, each]) => value >= each) || ["p", 1e-12];
  return `${(value / size).toPrecision(3)} ${prefix}J`;
}

// ---- the two machines: one kernel each, which goes on from its own results ----------------------------------------------------

function machine(module, about, compute) {
  const { places, heads, out, joules: price } = about;
  const figure = compute.instance(module, { data: about.image, out, parameters: places.CLICKED + about.most_clicks, keeps: true });
  const values = new Float64Array(places.CLICKED + about.most_clicks), { head, when, who, V } = figure.out;
  return {
    when, who, V,
    head: (name) => head[heads[name]],
    advance(ticks, set, clicks, restart) {
      values.fill(0);
      values[places.TICKS] = ticks;
      values[places.PROBABILITY] = set.rate * about.tick;
      values[places.WEIGHT] = set.weight;
      values[places.G] = set.g;
      values[places.DELAY] = Math.round(set.delay / about.tick);
      values[places.RESTART] = restart ? 1 : 0;
      values[places.INPUT_SEED] = about.seed;
      values[places.CLICKS] = clicks.length;
      values.set(clicks, places.CLICKED);
      figure.run(values);
      return head[heads.NEW];
    },
    energy() {
      const sent = head[heads.SPIKES] + head[heads.INPUTS];
      return price["neuron update"] * head[heads.UPDATES] + price["synaptic event"] * head[heads.EVENTS] + price.spike * sent + price.power * head[heads.NOW] * about.tick;
    },
  };
}

// Whether two machines have fired the same spikes in the last call; those of one tick may come in any order.
function same(one, other, n) {
  if (one.head("NEW") !== other.head("NEW")) return false;
  const key = (each) => Array.from({ length: n }, (_, k) => 1000 * each.when[k] + each.who[k]).sort((a, b) => a - b);
  const mine = key(one), theirs = key(other);
  return mine.every((each, k) => each === theirs[k]);
}

// ---- drawing -----------------------------------------------------------------------------------------------------------------------

const mixed = (colour, ink, share) => colour.map((each, k) => Math.round(share * each + (1 - share) * ink[k]));
const css = (colour, alpha = 1) => `rgb(${colour.join(" ")} / ${alpha})`;

function painter(canvas) {
  const pen = canvas.getContext("2d");
  const self = { pen, width: 0, height: 0, ink: [0, 0, 0], of: [[0, 0, 0], [0, 0, 0]] };
  self.fit = () => {
    const { width, height } = canvas.getBoundingClientRect(), dense = Math.min(2, devicePixelRatio || 1);
    [canvas.width, canvas.height] = [Math.max(1, Math.round(width * dense)), Math.max(1, Math.round(height * dense))];
    pen.setTransform(dense, 0, 0, dense, 0, 0);
    [self.width, self.height] = [width, height];
    self.ink = (getComputedStyle(canvas).color.match(/[\d.]+/g) || [0, 0, 0]).slice(0, 3).map(Number);
    self.of = [BLUE, VERMILLION].map((each) => mixed(each, self.ink, 0.8));
  };
  return self;
}

function raster(canvas, about) {
  const paint = painter(canvas), { pen } = paint;
  const ticks = new Int32Array(KEPT), neurons = new Int16Array(KEPT); // what was drawn, so that it can be drawn anew
  let kept = 0, now = 0;
  const x = (tick) => ((tick % SPAN) / SPAN) * paint.width;
  const stroke = (tick, neuron) => {
    const high = paint.height / about.n;
    pen.fillStyle = css(paint.of[neuron < about.n_e ? 0 : 1]);
    pen.fillRect(x(tick) - 0.7, paint.height - (neuron + 1) * high - 0.5, 1.5, high + 1);
  };
  const clear = (from, to) => {
    for (const [low, high] of Math.floor(from / SPAN) === Math.floor(to / SPAN) ? [[x(from) + 1, x(to)]] : [[x(from) + 1, paint.width], [0, x(to)]])
      pen.clearRect(low, 0, high - low + 1, paint.height);
  };
  const hand = (until) => {
    clear(until, until + 100);
    pen.fillStyle = css(paint.ink, 0.45);
    pen.fillRect(x(until + 12), 0, 1, paint.height);
  };
  return {
    add(machine, n, until) {
      clear(now, until + 13);
      for (let k = 0; k < n; k++) {
        [ticks[kept % KEPT], neurons[kept % KEPT]] = [machine.when[k], machine.who[k]];
        kept++;
        stroke(machine.when[k], machine.who[k]);
      }
      now = until;
      hand(now);
    },
    all() {
      paint.fit();
      for (let k = Math.max(0, kept - KEPT); k < kept; k++) if (ticks[k % KEPT] > now - SPAN + 100) stroke(ticks[k % KEPT], neurons[k % KEPT]);
      hand(now);
    },
    restart() {
      [kept, now] = [0, 0];
      pen.clearRect(0, 0, paint.width, paint.height);
    },
    // Hz, over so many ticks
    rate(over) {
      const since = Math.min(over, now);
      let found = 0;
      for (let k = kept - 1; k >= Math.max(0, kept - KEPT) && ticks[k % KEPT] > now - since; k--) found++;
      return since ? found / about.n / (since * about.tick) : 0;
    },
  };
}

function cells(canvas, about) {
  const paint = painter(canvas), { pen } = paint, glow = new Float32Array(about.n);
  const down = about.n / ACROSS;
  const place = (neuron) => [neuron % ACROSS, down - 1 - Math.floor(neuron / ACROSS)];
  let at = -1;
  return {
    all: paint.fit,
    spikes(machine, n) {
      for (let k = 0; k < n; k++) glow[machine.who[k]] = 1;
    },
    fade(ticks) {
      for (let neuron = 0; neuron < about.n; neuron++) glow[neuron] *= Math.exp(-ticks / 36);
    },
    draw(V) {
      const size = paint.width / ACROSS, gap = size > 9 ? 1.5 : 1;
      pen.clearRect(0, 0, paint.width, paint.height);
      for (let neuron = 0; neuron < about.n; neuron++) {
        const [column, row] = place(neuron), above = (V[neuron] - about.rest) / (about.threshold - about.rest);
        const level = Math.max(glow[neuron], 0.1 + 0.45 * Math.min(1, Math.max(0, above)));
        pen.fillStyle = css(paint.of[neuron < about.n_e ? 0 : 1], level.toFixed(2));
        pen.fillRect(column * size + gap / 2, row * size + gap / 2, size - gap, size - gap);
      }
      if (at < 0) return;
      const [column, row] = place(at);
      pen.strokeStyle = css(paint.ink);
      pen.lineWidth = 2;
      pen.strokeRect(column * size, row * size, size, size);
    },
    mark: (neuron) => (at = neuron),
    under(event) {
      const box = canvas.getBoundingClientRect();
      const column = Math.floor(((event.clientX - box.left) / box.width) * ACROSS), row = Math.floor(((event.clientY - box.top) / box.height) * down);
      return column < 0 || column >= ACROSS || row < 0 || row >= down ? -1 : (down - 1 - row) * ACROSS + column;
    },
  };
}

// ---- controls ----------------------------------------------------------------------------------------------------------------------

function slider({ name, symbol, meaning, unit, scale, low, high, step, digits }, changed) {
  const input = put("input", { type: "range", min: low, max: high, step, "aria-label": meaning }), shown = put("output");
  const show = () => {
    const text = `${Number(input.value).toFixed(digits)}${unit && ` ${unit}`}`;
    shown.textContent = text;
    input.setAttribute("aria-valuetext", text);
    input.style.setProperty("--part", (input.value - low) / (high - low));
  };
  input.addEventListener("input", () => {
    show();
    changed(name, Number(input.value) * scale);
  });
  const head = put("span", { class: "head" }, put("span", {}, put("span", { class: "symbol" }, symbol), put("span", { class: "meaning" }, meaning)), shown);
  return {
    element: put("label", {}, head, input),
    set(value) {
      input.value = value / scale;
      show();
    },
  };
}

const button = (words, act, attributes = {}) => {
  const element = put("button", { type: "button", ...attributes }, words);
  element.addEventListener("click", act);
  return element;
};

function table(about) {
  const rows = { updates: "neuron updates", events: "synaptic events", spikes: "spikes of neurons", energy: "energy" }, found = {};
  const body = put("tbody");
  for (const [name, words] of Object.entries(rows)) {
    found[name] = about.machines.map(() => put("td"));
    body.append(put("tr", {}, put("th", { scope: "row" }, words), ...found[name]));
  }
  const bars = about.machines.map((_, k) => {
    const bar = put("span", { class: "joules", "aria-hidden": "true" }), number = put("span");
    found.energy[k].append(number, bar);
    return { bar, number };
  });
  const head = put("tr", {}, put("td"), ...about.machines.map(({ name }) => put("th", { scope: "col" }, name)));
  return {
    element: put("table", { class: "did" }, put("thead", {}, head), body),
    show(machines) {
      const energies = machines.map((each) => each.energy()), most = Math.max(...energies) || 1;
      machines.forEach((each, k) => {
        found.updates[k].textContent = count(each.head("UPDATES"));
        found.events[k].textContent = count(each.head("EVENTS"));
        found.spikes[k].textContent = count(each.head("SPIKES"));
        bars[k].number.textContent = joules(energies[k]);
        bars[k].bar.style.width = `${Math.max(0.4, (100 * energies[k]) / most)}%`;
      });
      return energies[1] / energies[0];
    },
  };
}

// ---- all together ------------------------------------------------------------------------------------------------------------------

function show(element, given, modules, compute) {
  const about = { ...given, chapter: element.dataset.chapter };
  const machines = modules.map((module, k) => machine(module, { ...about, ...about.machines[k] }, compute));
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let set = { ...about.presets[0].set }, clicks = [], plays = !still.matches, seen = false, restart = true, equal = true, last = 0, owed = 0, wrote = 0;

  const play = button("", () => toggle(!plays), { class: "play" });
  const presets = about.presets.map((preset) => button(preset.name, () => choose(preset) || begin()));
  const bar = put("div", { class: "bar" }, put("div", { class: "presets", role: "group", "aria-label": "Settings to begin with" }, ...presets), put("div", { class: "tools" }, play, button("Restart", () => begin())));
  const spikes = put("canvas", { role: "img", "aria-label": "Raster of the spikes of all neurons." });
  const grid = put("canvas", { "aria-hidden": "true" });
  const pick = put("div", { class: "pick", tabindex: "0", role: "slider", "aria-label": "Neuron: Enter makes it fire", "aria-valuemin": 1, "aria-valuemax": about.n, "aria-valuenow": 1 }, grid);
  const words = put("p", { class: "caption" }), did = table(about);
  const sliders = Object.fromEntries(about.sliders.map((each) => [each.name, slider(each, change)]));
  const left = put("figure", { class: "spikes" }, spikes, put("figcaption", {}, put("span", { class: "inhibitory" }, `${about.n - about.n_e} inhibitory`), ", ", put("span", { class: "excitatory" }, `${about.n_e} excitatory`), " neurons; from left to right 500 ms"));
  const right = put("figure", { class: "cells" }, pick, put("figcaption", {}, "The voltages of these neurons. Click a neuron to make it fire."));
  const lead = put("p", { class: "lead" }, put("strong", {}, "One network, two machines."), ` Your browser computes ${about.n} neurons with both engines of this course: spike by spike (event-driven), and at every tick of 0.1 ms (clocked).`);
  const note = put("p", { class: "note" }, "Prices: ", about.chapter ? put("a", { href: about.chapter }, "the teaching set of chapter 1") : "the teaching set of chapter 1", ". Almost all the energy of the clocked machine goes into its clock tree, which a designer can gate: chapter 1 computes what is then left of the advantage. Turn the input down to 0 Hz: which machine still takes energy, and what for?");
  const live = put("div", { class: "neurolib-live piece" }, lead, bar, put("div", { class: "scene" }, left, right), words, put("div", { class: "sliders" }, ...Object.values(sliders).map((each) => each.element)), did.element, note);
  const picture = raster(spikes, about), field = cells(grid, about);

  // one picture: both machines let so many ticks pass
  function pass(ticks) {
    const now = clicks.slice(0, about.most_clicks);
    clicks = clicks.slice(about.most_clicks);
    if (restart) picture.restart();
    const [n] = machines.map((each) => each.advance(ticks, set, now, restart));
    equal = (restart || equal) && same(machines[0], machines[1], n);
    restart = false;
    picture.add(machines[0], n, machines[0].head("NOW"));
    field.fade(ticks);
    field.spikes(machines[0], n);
  }
  function write() {
    const ratio = did.show(machines), now = machines[0].head("NOW") * about.tick, rate = picture.rate(2000);
    const agree = equal ? `Both engines have fired the same ${count(machines[0].head("SPIKES"))} spikes` : "The engines have fired different spikes";
    words.textContent = `${agree} in ${now.toFixed(2)} s. The mean rate is ${rate.toFixed(1)} Hz. A clocked machine without clock gating takes ${ratio < 10 ? ratio.toFixed(1) : count(ratio)} times the energy of an event-driven one.`;
    spikes.setAttribute("aria-label", `Raster of the spikes of ${about.n} neurons over the last 500 ms, at a mean rate of ${rate.toFixed(1)} Hz.`);
  }
  function draw() {
    field.draw(machines[0].V);
  }
  // While it stands still, a change shows at once what it does.
  function ahead(ticks) {
    for (let k = 0; k < ticks; k += MOST) pass(Math.min(MOST, ticks - k));
    draw();
    write();
  }
  function frame(time) {
    if (!plays || !seen) return;
    const passed = Math.min(50, time - last || 16);
    [last, owed] = [time, owed + passed * SLOW];
    const ticks = Math.min(MOST, Math.floor(owed));
    owed = Math.min(owed - ticks, 1);
    if (ticks) pass(ticks);
    draw();
    if (time - wrote > 250) {
      write();
      wrote = time;
    }
    requestAnimationFrame(frame);
  }
  function run() {
    last = 0;
    if (plays && seen) requestAnimationFrame(frame);
  }
  function toggle(to) {
    plays = to;
    play.textContent = plays ? "Pause" : "Play";
    play.toggleAttribute("data-plays", plays);
    words.setAttribute("aria-live", plays ? "off" : "polite");
    run();
  }
  function begin() {
    [restart, clicks] = [true, []];
    if (!plays) ahead(SPAN - 200);
  }
  function choose(preset) {
    set = { ...preset.set };
    for (const [name, each] of Object.entries(sliders)) each.set(set[name]);
    mark();
  }
  function mark() {
    about.presets.forEach((preset, k) => presets[k].setAttribute("aria-pressed", Object.entries(preset.set).every(([name, value]) => Math.abs(set[name] - value) < 1e-9 * value)));
  }
  function change(name, value) {
    set[name] = value;
    mark();
    if (name === "delay" || !plays) begin(); // spikes on their way have the delay with which they were sent
  }
  function fire(neuron) {
    if (neuron < 0) return;
    clicks.push(neuron);
    if (!plays) ahead(200);
  }

  let at = 0;
  const move = (to) => {
    at = (to + about.n) % about.n;
    field.mark(at);
    pick.setAttribute("aria-valuenow", at + 1);
    pick.setAttribute("aria-valuetext", `${at + 1}, ${at < about.n_e ? "excitatory" : "inhibitory"}`);
    if (!plays) draw();
  };
  pick.addEventListener("pointerdown", (event) => {
    const neuron = field.under(event);
    if (neuron >= 0) at = neuron;
    fire(neuron);
  });
  pick.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: ACROSS, ArrowDown: -ACROSS, Home: -at, End: about.n - 1 - at }[event.key];
    if (way === undefined && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    if (way === undefined) fire(at);
    else move(at + way);
  });
  pick.addEventListener("focus", () => pick.matches(":focus-visible") && move(at));
  pick.addEventListener("blur", () => {
    field.mark(-1);
    if (!plays) draw();
  });

  const refit = () => {
    picture.all();
    field.all();
    draw();
  };
  element.replaceChildren(live);
  choose(about.presets[0]);
  new ResizeObserver(refit).observe(live);
  new MutationObserver(refit).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refit);
  refit();
  ahead(SPAN - 200);
  new IntersectionObserver(([{ isIntersecting }]) => {
    seen = isIntersecting;
    run();
  }).observe(live);
  toggle(plays);
  return { pass, draw, machines, toggle };
}

export default show;
