// The browser's half of the live figure. It computes nothing: it sends what a reader moved, and draws the points that
// Python sends back. Furniture (axes, labels) is an SVG; the data is painted on a canvas that lies exactly over it.

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

// Change a page only where it differs: at thirty pictures a second it is the page that takes the time.
const write = (element, text) => element.textContent !== text && (element.textContent = text);
const attribute = (element, name, value) => element.getAttribute(name) !== value && element.setAttribute(name, value);
// No line ends between a number and the unit, or the word, behind it.
const kept = (words) => String(words).replace(/(\d) \/ /g, "$1\u00a0/\u00a0").replace(/(\d) (?=[%°\p{L}])/gu, "$1\u00a0");

// A buffer may start anywhere in a message; float32 must start at a multiple of four.
const floats = (view) => new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

// ---- the canvas --------------------------------------------------------------------------------------------------

// One piece of a drawing as a path; NaN lifts the pen.
function trace(points, start, count) {
  const path = new Path2D();
  let down = false;
  for (let i = start; i < start + 2 * count; i += 2) {
    if (Number.isNaN(points[i])) down = false;
    else if (down) path.lineTo(points[i], points[i + 1]);
    else {
      path.moveTo(points[i], points[i + 1]);
      down = true;
    }
  }
  return path;
}

// Paint a drawing (marks and their points); as a ghost, in one faint colour and without text and areas.
function paint(context, { marks, points }, colour, ghost) {
  let start = 0;
  for (const mark of marks) {
    let path = trace(points, start, mark.n);
    start += 2 * mark.n;
    if (mark.at) {
      const outline = path;
      path = new Path2D();
      for (let k = 0; k < mark.at; k++) path.addPath(outline, { e: points[start + 2 * k], f: points[start + 2 * k + 1] });
      start += 2 * mark.at;
    }
    context.save();
    if (mark.clip) {
      context.beginPath();
      context.rect(...mark.clip);
      context.clip();
    }
    if (mark.fill && (!ghost || mark.at)) {
      context.globalAlpha = mark.fillAlpha;
      context.fillStyle = colour(ghost || mark.fill);
      context.fill(path);
    }
    if (mark.stroke) {
      context.globalAlpha = mark.alpha;
      context.strokeStyle = colour(ghost || mark.stroke);
      context.lineWidth = mark.width;
      context.lineCap = mark.cap;
      context.lineJoin = mark.join;
      context.setLineDash(mark.dash || []);
      context.lineDashOffset = mark.offset || 0;
      context.stroke(path);
    }
    context.restore();
  }
}

const GHOST = "color-mix(in srgb, currentColor 24%, transparent)";

// The figure: SVG below, canvas above, repainted whenever its size, its screen or the theme changes; the handles lie over both.
function makePlot(handles, onWidth) {
  const staticLayer = make("div");
  const canvas = make("canvas");
  const probe = make("i", { class: "probe" }); // its computed colour turns names of the theme into colours for the canvas
  const watch = make("i", { class: "watch" }); // its transition tells that the theme has changed the colour of text
  const box = make("div", { class: "plot", role: "img" }, staticLayer, canvas, probe, watch);
  const stage = make("div", { class: "stage" }, box, handles); // what is in an image is not read out, so handles are beside it
  let now = null, ghost = null, size = [1, 1], width = 0, height = 0, colours = new Map();
  const colour = (css) => {
    if (!colours.has(css)) {
      probe.style.color = css;
      colours.set(css, getComputedStyle(probe).color);
    }
    return colours.get(css);
  };
  const repaint = () => {
    if (!now || !width) return;
    const pixels = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
    if (canvas.width !== pixels[0]) canvas.width = pixels[0];
    if (canvas.height !== pixels[1]) canvas.height = pixels[1];
    const context = canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, ...pixels);
    context.setTransform(pixels[0] / size[0], 0, 0, pixels[1] / size[1], 0, 0);
    if (ghost) paint(context, ghost, colour, GHOST);
    paint(context, now, colour);
  };
  const recolour = () =>
    requestAnimationFrame(() => {
      colours = new Map();
      repaint();
    });
  watch.addEventListener("transitionend", recolour);
  watch.addEventListener("transitioncancel", recolour); // as when a theme's style sheets come one after the other
  const resized = new ResizeObserver(([{ contentRect }]) => {
    ({ width, height } = contentRect); // kept, because asking at each repaint would lay the whole page out each time
    repaint();
    if (stage.parentElement) onWidth(stage.parentElement.getBoundingClientRect().width);
  });
  resized.observe(box);
  // Out of sight no transition runs: so once more when the page has its new style sheets, and when the figure comes into view.
  const themed = new MutationObserver(() => [100, 1000].forEach((wait) => setTimeout(recolour, wait)));
  themed.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-name"] });
  const seen = new IntersectionObserver(recolour);
  seen.observe(box);
  return {
    box,
    stage,
    keepGhost: () => (ghost = now),
    show: (frame, buffers) => {
      if (!frame.marks) return; // an error: the last good picture stays
      size = frame.size;
      if (frame.svg) {
        staticLayer.innerHTML = frame.svg;
        stage.style.maxWidth = `${(size[0] * 4) / 3}px`;
        box.style.aspectRatio = `${size[0]} / ${size[1]}`;
      }
      now = { marks: frame.marks, points: floats(buffers[0]) };
      if (frame.ghost) ghost = { marks: frame.ghost, points: floats(buffers[1]) };
      stage.toggleAttribute("data-ghost", Boolean(ghost?.marks.some(({ at, stroke }) => at || stroke))); // says what is grey
      repaint();
    },
    close: () => [resized, themed, seen].forEach((observer) => observer.disconnect()),
  };
}

// ---- the controls ------------------------------------------------------------------------------------------------

function makeSlider({ name, stem, index, meaning, hint, labels }, onMove) {
  const id = `neurolib-${Math.random().toString(36).slice(2)}`;
  const symbol = make("span", { class: "symbol" }, stem);
  if (index) symbol.append(make("sub", {}, index));
  const value = make("output", { for: id });
  const input = make("input", { type: "range", id, name, min: 0, max: labels.length - 1, step: 1 });
  const label = make("label", { for: id, title: hint }, ...(stem ? [symbol, " "] : []), make("span", { class: "meaning" }, meaning)); // read out as words
  const say = (text) => {
    write(value, text);
    attribute(input, "aria-valuetext", text);
    attribute(input, "style", `--part: ${labels.length > 1 ? input.value / (labels.length - 1) : 0}`);
  };
  input.title = hint;
  input.addEventListener("input", () => {
    say(labels[input.value]);
    onMove({ set: { [name]: Number(input.value) } });
  });
  const set = ([stop, text]) => {
    input.value = stop;
    say(text);
  };
  const go = (stop) => {
    input.value = stop; // the browser keeps it within the range
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return Number(input.value) < labels.length - 1;
  };
  const box = make("div", { class: "slider" }, make("div", { class: "head" }, label, value), input);
  return { box, input, name, meaning, set, go, put: (stop) => set([stop, labels[stop]]), at: () => Number(input.value) };
}

// ---- points that can be taken ------------------------------------------------------------------------------------

// A handle is one slider or two, for x and y, whose thumb is a point of the picture. A press anywhere in its axes takes the
// nearest handle there; with the keyboard, Tab leads to it and the arrows move it. Where handles can be pressed, a click is a
// press at each place that it comes to, and so are Enter and Space.
function makeHandles(specs, presses, sliders, asleep, ask) {
  const layer = make("div", { class: "handles" }), fields = new Map(); // of the axes that have handles, by their number
  let size = [1, 1], held = null, offset = [0, 0];
  const percent = (part, d) => `${(100 * part) / size[d]}%`;
  const nearest = (places, at) => places.reduce((best, place, k) => (Math.abs(place - at) < Math.abs(places[best] - at) ? k : best), 0);

  const handles = specs.map(({ x, y, ax, sets }) => {
    const own = [x, y].map((name) => name && sliders.get(name)); // nothing where the handle cannot move
    const moving = own.filter(Boolean), inputs = moving.map(({ input }) => input);
    for (const { input, meaning } of moving) input.setAttribute("aria-label", meaning);
    const box = make("div", { class: "handle", title: moving.map(({ meaning }) => meaning).join(", ") }, ...inputs);
    if (!fields.has(ax)) fields.set(ax, make("div", { class: "field" }));
    if (x && y) fields.get(ax).dataset.plane = "";
    const others = Object.entries(sets), handle = { own, box, ax, inputs, places: [[0], [0]] };
    handle.at = () => own.map((slider, d) => handle.places[d][slider ? slider.at() : 0]);
    handle.place = () => Object.fromEntries(moving.map((slider) => [slider.name, slider.at()]));
    handle.put = () => handle.at().forEach((part, d) => (box.style[d ? "top" : "left"] = percent(part, d)));
    handle.wish = () => {
      for (const [name, stop] of others) sliders.get(name).put(stop);
      return { set: { ...sets, ...handle.place() } };
    };
    const news = () => others.some(([name, stop]) => sliders.get(name).at() !== stop);
    box.addEventListener("focusin", (event) => news() && !asleep(event) && ask(handle.wish()));
    return handle;
  });
  layer.append(...fields.values(), ...handles.map(({ box }) => box));

  const points = ({ clientX, clientY }) => {
    const { left, top, width, height } = layer.getBoundingClientRect();
    return [((clientX - left) / width) * size[0], ((clientY - top) / height) * size[1]];
  };
  const drag = (event, first) => {
    const at = points(event);
    const stops = held.own.map((slider, d) => slider && nearest(held.places[d], at[d] + offset[d]));
    if (!first && stops.every((stop, d) => !held.own[d] || stop === held.own[d].at())) return;
    held.own.forEach((slider, d) => slider?.put(stops[d]));
    held.put();
    ask({ ...held.wish(), ...(presses && { press: [held.place()] }) });
  };
  const take = (event) => {
    const at = points(event);
    const away = ({ own, at: where }) => Math.hypot(...where().map((part, d) => (own[d] ? part - at[d] : 0)));
    const touched = handles.find(({ box }) => box.contains(event.target));
    const there = handles.filter(({ ax }) => fields.get(ax) === event.target);
    held = touched || there.reduce((best, one) => (away(one) < away(best) ? one : best));
    offset = touched ? held.at().map((part, d) => part - at[d]) : [0, 0]; // it does not jump under the hand
    drag(event, true);
    held.inputs[0].focus({ preventScroll: true });
  };
  layer.addEventListener("pointerdown", (event) => {
    if (event.button || asleep(event)) return;
    if (event.pointerType === "touch" && !event.target.closest(".handle")) return; // a finger may want to scroll: a tap is a click
    take(event);
    held.box.setPointerCapture(event.pointerId);
  });
  layer.addEventListener("click", (event) => {
    if (event.pointerType !== "touch" || event.target.closest(".handle") || asleep(event)) return;
    take(event);
    held = null;
  });
  layer.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays on the handle
  layer.addEventListener("pointermove", (event) => held && drag(event, false));
  for (const end of ["pointerup", "pointercancel"]) layer.addEventListener(end, () => (held = null));
  layer.addEventListener("keydown", (event) => {
    const handle = handles.find(({ box }) => box.contains(event.target));
    const [d, way] = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, -1], ArrowDown: [1, 1] }[event.key] || [];
    if (way && handle.inputs.length > 1) {
      event.preventDefault(); // in a plane, up is up, whichever of the two has the focus
      const slider = handle.own[d], places = handle.places[d];
      slider.input.focus({ preventScroll: true });
      slider.go(slider.at() + way * Math.sign(places.at(-1) - places[0]));
    } else if (presses && (event.key === "Enter" || event.key === " ") && !asleep(event)) {
      event.preventDefault();
      ask({ press: [handle.place()] });
    }
  });
  const put = () => handles.forEach((handle) => handle.put());
  layer.addEventListener("input", put);
  return {
    layer,
    put,
    own: new Set(specs.flatMap(({ x, y, sets }) => [x, y, ...Object.keys(sets)])), // the sliders that are not beneath the figure
    lay: (places, points) => {
      size = points;
      places.forEach(({ x, y, box }, k) => {
        handles[k].places = [x, y];
        ["left", "top", "width", "height"].forEach((side, d) => (fields.get(handles[k].ax).style[side] = percent(box[d], d % 2)));
      });
      put();
    },
  };
}

// Play and Step go on by themselves, a picture after each answer, until the end or until somebody else moves something:
// `next` asks for one and tells whether there are more, `again` starts from the end once more. Who wants less motion gets
// a picture a second.
function makeFilm(next, again, waiting, onPause) {
  const button = make("button", { type: "button", class: "play" }, "Play");
  const say = (word) => {
    write(button, word);
    button.toggleAttribute("data-plays", word === "Pause");
  };
  const step = make("button", { type: "button", title: "On by one step" }, "Step");
  let timer = 0;
  const pause = () => {
    clearInterval(timer);
    timer = 0;
    say("Play");
    onPause();
  };
  button.addEventListener("click", () => {
    if (timer) return pause();
    if (!next()) again();
    say("Pause");
    const pace = matchMedia("(prefers-reduced-motion: reduce)").matches ? 1000 : 60;
    timer = setInterval(() => waiting() || next() || pause(), pace);
  });
  step.addEventListener("click", () => {
    pause();
    next();
  });
  return { buttons: [button, step], pause, plays: () => timer > 0 };
}

// A dry click for each spike of the step that was just played. Nothing sounds before the button is pressed; browsers ask that too.
function makeSound() {
  const button = make("button", { type: "button", "aria-pressed": "false", title: "A click at each spike" }, "Sound");
  let audio = null, on = false;
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String((on = !on)));
    audio ||= new AudioContext();
    audio.resume();
  });
  const click = (at) => {
    const tone = new OscillatorNode(audio, { frequency: 1100 }), loudness = new GainNode(audio, { gain: 0 });
    loudness.gain.setValueAtTime(0.2, at).exponentialRampToValueAtTime(0.001, at + 0.015);
    tone.connect(loudness).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.02);
  };
  const heard = (clicks) => {
    for (let k = 0; on && k < clicks; k++) click(audio.currentTime + (0.06 * k) / clicks); // within the time of a picture
  };
  return { button, heard, close: () => audio?.close() };
}

function makeCode() {
  const text = make("pre", { tabindex: 0, "aria-label": "Python code of this figure" });
  const copy = make("button", { type: "button" }, "Copy");
  const box = make("div", { class: "code", hidden: "" }, text, copy);
  const button = make("button", { type: "button", "aria-expanded": "false" }, "Show the code");
  button.addEventListener("click", () => {
    box.hidden = !box.hidden;
    button.setAttribute("aria-expanded", String(!box.hidden));
    button.textContent = box.hidden ? "Show the code" : "Hide the code";
  });
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      copy.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(text); // no right to the clipboard: leave it selected for Ctrl+C
      copy.textContent = "Press Ctrl+C";
    }
    setTimeout(() => (copy.textContent = "Copy"), 1500);
  });
  return { box, button, set: (code) => write(text, code) };
}

// ---- the conversation with Python --------------------------------------------------------------------------------

// Two requests on the way at most: one is computed while the next one travels. What is moved meanwhile is merged, and
// only the latest value is sent when an answer is here; nothing waits in a queue.
// Where a message cannot be sent, because the kernel was restarted or has ended, no answer is waited for.
function makeLine(model, onGesture, onSlow, onLost) {
  const open = new Set();
  let pending = null, last = -Infinity, held = false, fresh = false, slow = 0, id = 0;
  const flush = () => {
    if (!pending || open.size >= 2 || (pending.gesture && open.size)) return; // a ghost is kept when all answers are here
    open.add(++id);
    clearTimeout(slow);
    slow = setTimeout(onSlow, 2000);
    const wish = { ...pending, id };
    pending = null;
    try {
      model.send(wish);
      if (wish.gesture) onGesture();
    } catch {
      open.clear();
      clearTimeout(slow);
      onLost();
    }
  };
  return {
    hold: (down) => (held = fresh = down),
    ask: (wish) => {
      const moved = !("width" in wish);
      const gesture = moved && (fresh || (!held && performance.now() - last > 700)); // the first of a drag, or of a run of keys
      if (moved) {
        last = performance.now();
        fresh = false;
      }
      const scene = wish.preset !== undefined || wish.reset; // it replaces whatever was to be set
      const { preset, reset, set, press } = scene || !pending ? {} : pending;
      const width = wish.width ? { width: wish.width, seen: wish.seen } : pending?.width && { width: pending.width, seen: pending.seen };
      const pressed = [...(press || []), ...(wish.press || [])]; // what is pressed adds up, and none of it may be lost
      pending = { preset, reset, ...width, ...wish, set: { ...set, ...wish.set }, press: pressed, gesture: gesture || Boolean(pending?.gesture) };
      flush();
    },
    answered: (number) => {
      if (!open.delete(number)) return;
      if (!open.size) clearTimeout(slow);
      flush();
    },
    waiting: () => open.size > 0 || pending !== null,
  };
}

// In JupyterLab a key pressed here would also move between cells, or delete them; Escape and Ctrl keys may pass.
function keepKeys(event) {
  if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Escape") event.stopPropagation();
}

function render({ model, el }) {
  const start = model.get("_state");
  const caption = make("p", { class: "caption", "aria-live": "polite" });
  const code = makeCode();
  let seen = start.count, width = 0, narrow = null, last = start;
  const sliders = start.sliders.map((spec) => [spec.name, makeSlider(spec, (wish) => line.ask(wish))]);
  const handles = makeHandles(start.handles, start.presses, new Map(sliders), (event) => asleep() && (stay(event), true), (wish) => line.ask(wish));
  const plot = makePlot(handles.layer, (now) => {
    width = Math.round(now);
    const step = Math.round(Math.min(width, start.width) / 30);
    if (width && step !== narrow && !asleep()) line.ask({ width, seen });
    narrow = width ? step : narrow;
  });
  const line = makeLine(model, plot.keepGhost, () => {
    root.dataset.slow = "";
    caption.textContent = "Python is busy or has stopped; the figure follows as soon as it answers.";
  }, () => rest());
  const presets = start.presets.map((name) => {
    const button = make("button", { type: "button", "aria-pressed": "false" }, name);
    button.addEventListener("click", () => line.ask({ preset: name }));
    return [name, button];
  });
  const reset = make("button", { type: "button", title: "Back to the start" }, "Reset");
  reset.addEventListener("click", () => line.ask({ reset: true }));
  const played = new Map(sliders).get(start.play);
  const settled = () => attribute(caption, "aria-busy", String(line.waiting() || Boolean(film?.plays()))); // do not read out what is on its way
  const onward = () => line.ask({ step: true }) || true; // of a stream, whose answer tells when it has ended
  const film = start.streams ? makeFilm(onward, onward, line.waiting, settled)
    : played && makeFilm(() => played.go(played.at() + 1), () => played.go(0), line.waiting, settled);
  const sound = start.sounds ? makeSound() : null;
  if (sound) film.buttons.push(sound.button); // it does not stop the film
  let sounded = start.knobs[start.play]?.[0];
  const choices = make("div", { class: "presets", role: "group", "aria-label": "Presets" }, ...presets.map(([, button]) => button));
  const varied = start.sliders.filter(({ name }) => !start.handles.some(({ sets }) => name in sets));
  const root = make(
    "div",
    { class: "neurolib-live", role: "group", "aria-label": `Live figure: ${varied.map(({ meaning }) => meaning).join(", ")}`, "data-lm-suppress-shortcuts": "true" },
    make("div", { class: "bar" }, choices, make("div", { class: "tools" }, ...(film ? film.buttons : []), reset, code.button)),
    plot.stage,
    caption,
    make("div", { class: "sliders" }, ...sliders.filter(([name]) => !handles.own.has(name)).map(([, slider]) => slider.box)),
    code.box,
  );
  root.style.maxWidth = `${start.width + 40}px`;
  // A saved notebook that is opened again, or whose kernel has ended, has no Python behind its figures: the picture stays, and who
  // touches a control is told what to do.
  const asleep = () => root.closest(".jupyter-widgets-disconnected");
  const stay = (event) => {
    if (!asleep() || !event.target.closest(".presets button, .tools button:not([aria-expanded]), .sliders input, .handles")) return;
    event.stopPropagation();
    rest();
  };
  const rest = () => {
    for (const [name, slider] of sliders) slider.set(last.knobs[name]);
    handles.put();
    film?.pause();
    delete root.dataset.slow;
    caption.replaceChildren(`${kept(last.caption)} `, make("strong", {}, "Run the notebook to move it."));
    settled();
  };
  root.addEventListener("click", stay, true);
  root.addEventListener("input", stay, true);
  const pause = (event) => film && !film.buttons.includes(event.target) && film.pause();
  root.addEventListener("keydown", (event) => {
    keepKeys(event);
    pause(event);
  });
  root.addEventListener("pointerdown", (event) => {
    line.hold(true); // before a handle is taken, for that is the beginning of a gesture
    pause(event);
  }, true);
  const release = () => line.hold(false);
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, release);

  const show = (frame, buffers) => {
    last = frame;
    plot.show(frame, buffers);
    if (frame.count !== undefined) seen = frame.count;
    delete root.dataset.slow;
    root.toggleAttribute("data-error", Boolean(frame.error));
    write(caption, kept(frame.error || frame.caption));
    if (frame.alt) attribute(plot.box, "aria-label", `${frame.alt} ${frame.caption}`);
    code.set(frame.code);
    for (const [name, button] of presets) attribute(button, "aria-pressed", String(name === frame.preset));
    if (!line.waiting()) for (const [name, slider] of sliders) slider.set(frame.knobs[name]); // else the hand is ahead
    if (frame.places) handles.lay(frame.places, frame.size);
    else handles.put();
    const stop = frame.knobs[start.play]?.[0];
    if (sound && stop > sounded) sound.heard(frame.clicks);
    sounded = stop;
    if (frame.ended || frame.error) film?.pause();
    settled();
  };
  const receive = (frame, buffers) => {
    line.answered(frame.answers);
    show(frame, buffers);
  };
  el.append(root);
  show(start, [model.get("_points")]);
  model.on("msg:custom", receive);
  return () => {
    model.off("msg:custom", receive);
    removeEventListener("pointerup", release);
    removeEventListener("pointercancel", release);
    film?.pause();
    sound?.close();
    plot.close();
  };
}

export default { render };
