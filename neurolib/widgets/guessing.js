// The field of a prediction. Python judges and keeps the guess; without Python the page shows the answer to who asks for it, and says that the
// notebook must run to guess.

const SVG = "http://www.w3.org/2000/svg";

function make(tag, attributes = {}, ...children) {
  const element = tag.startsWith("svg:") ? document.createElementNS(SVG, tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const button = (words, act, quiet) => {
  const element = make("button", { type: "button", class: quiet ? "quiet" : "" }, words);
  element.addEventListener("click", act);
  return element;
};

// ---- the plane on which a curve is drawn -------------------------------------------------------------------------

// `frame` says how large the plane is and what lies around its axes, in the units of its own font.
function makePlane({ x, limits, labels, ticks, frame = {} }) {
  const { wide: WIDE = 640, high: HIGH = 300, left: LEFT = 60, right: RIGHT = 92, top: TOP = 10, bottom: BOTTOM = 44 } = frame;
  const [low, high] = limits;
  const across = (value) => LEFT + ((value - x[0]) / (x.at(-1) - x[0])) * (WIDE - LEFT - RIGHT);
  const up = (value) => HIGH - BOTTOM - ((value - low) / (high - low)) * (HIGH - TOP - BOTTOM);
  const values = x.map(() => null);
  let at = 0, locked = false;

  const line = (name) => make("svg:path", { class: name });
  const between = line("between"), found = line("found"), own = line("own");
  const words = ["found", "own"].map((name) => make("svg:text", { class: `name ${name}` }));
  const hint = make("svg:text", { class: "hint", x: (LEFT + WIDE - RIGHT) / 2, y: (TOP + HIGH - BOTTOM) / 2 - 8, "text-anchor": "middle" }, "Draw here, from left to right");
  const pen = make("svg:circle", { class: "pen", r: 6 });
  const axes = make("svg:g", { class: "axes", "aria-hidden": "true" });
  const text = (px, py, said, turn = "", anchor = "middle") =>
    axes.append(make("svg:text", { x: px, y: py, "text-anchor": anchor, ...(turn && { transform: turn }) }, said));
  for (const [value, said] of ticks[0]) {
    axes.append(make("svg:path", { d: `M${across(value)} ${HIGH - BOTTOM}v4` }));
    text(across(value), HIGH - BOTTOM + 18, said);
  }
  for (const [value, said] of ticks[1]) {
    axes.append(make("svg:path", { class: "grid", d: `M${LEFT} ${up(value)}H${WIDE - RIGHT}` }));
    text(LEFT - 8, up(value) + 4, said, "", "end");
  }
  axes.append(make("svg:path", { d: `M${LEFT} ${TOP}V${HIGH - BOTTOM}H${WIDE - RIGHT}` }));
  text((LEFT + WIDE - RIGHT) / 2, HIGH - 6, labels[0]);
  text(0, 0, labels[1], `translate(14 ${(TOP + HIGH - BOTTOM) / 2}) rotate(-90)`);

  const svg = make("svg:svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "plane" });
  svg.append(axes, hint, between, found, own, ...words, pen);

  const path = (ys) => ys.map((y, k) => (y === null ? "" : `${k && ys[k - 1] !== null ? "L" : "M"}${across(x[k])} ${up(y)}`)).join("");
  const show = () => {
    own.setAttribute("d", path(values));
    hint.style.display = locked || values.some((each) => each !== null) ? "none" : "";
    const y = values[at] ?? (low + high) / 2;
    pen.setAttribute("cx", across(x[at]));
    pen.setAttribute("cy", up(y));
    if (locked) return ["min", "max", "now", "text"].forEach((each) => svg.removeAttribute(`aria-value${each}`)); // a picture has no value
    svg.setAttribute("aria-valuemin", low);
    svg.setAttribute("aria-valuemax", high);
    svg.setAttribute("aria-valuenow", +y.toPrecision(3));
    svg.setAttribute("aria-valuetext", `${labels[0]} ${+x[at].toPrecision(4)}: ${labels[1]} ${+y.toPrecision(3)}${values[at] === null ? ", not drawn yet" : ""}`);
  };

  // With the mouse: every x between the last point and this one gets its value.
  const place = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const value = x[0] + ((point.x - LEFT) / (WIDE - LEFT - RIGHT)) * (x.at(-1) - x[0]);
    let near = 0;
    x.forEach((each, k) => Math.abs(each - value) < Math.abs(x[near] - value) && (near = k));
    return [near, Math.min(high, Math.max(low, low + ((HIGH - BOTTOM - point.y) / (HIGH - TOP - BOTTOM)) * (high - low)))];
  };
  const draw = (event, first) => {
    const [k, y] = place(event), from = at, start = values[at] ?? y;
    if (!first) for (let each = from; each !== k; each += Math.sign(k - from)) values[each] = start + ((y - start) * (each - from)) / (k - from);
    values[k] = y;
    at = k;
    show();
  };
  svg.addEventListener("pointerdown", (event) => {
    if (locked || event.button) return;
    svg.setPointerCapture(event.pointerId);
    draw(event, true);
  });
  svg.addEventListener("pointermove", (event) => !locked && svg.hasPointerCapture(event.pointerId) && draw(event));

  // With the keyboard: the pen keeps its height where nothing is drawn, and follows the line where something is.
  svg.addEventListener("keydown", (event) => {
    const along = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const rise = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key];
    const end = { Home: 0, End: x.length - 1 }[event.key];
    if (locked || (along ?? rise ?? end) === undefined) return;
    event.preventDefault();
    const y = values[at] ?? (low + high) / 2;
    if (rise) values[at] = Math.min(high, Math.max(low, y + (rise * (high - low)) / 50));
    if (along) {
      values[at] = y;
      at = Math.min(x.length - 1, Math.max(0, at + along));
      values[at] ??= y;
    }
    if (end !== undefined) at = end;
    show();
  });

  const set = (guess, result, done = Boolean(result)) => {
    locked = done;
    at = 0;
    values.fill(null);
    guess?.forEach((y, k) => (values[k] = y));
    found.setAttribute("d", result ? path(result) : "");
    const back = result && guess ? guess.map((y, k) => `L${across(x[k])} ${up(y)}`).reverse() : [];
    between.setAttribute("d", back.length ? `${path(result)}${back.join("")}Z` : "");
    const ends = [result && up(result.at(-1)), result && guess && up(guess.at(-1))];
    if (ends[1] && Math.abs(ends[0] - ends[1]) < 15) ends[1] = ends[0] + (ends[1] < ends[0] ? -15 : 15);
    words.forEach((word, k) => {
      word.textContent = ends[k] ? ["result", "your guess"][k] : "";
      word.setAttribute("x", WIDE - RIGHT + 6);
      word.setAttribute("y", (ends[k] || 0) + 4);
    });
    const keys = `Draw ${labels[1]} against ${labels[0]}: the left and right arrow keys move the pen along, up and down change the value`;
    const seen = result || guess;
    const shown = locked && `${labels[1]} against ${labels[0]}${seen ? `: ${result ? `the result${guess ? " and your guess" : ""}` : "your guess"}, from ${+seen[0].toPrecision(3)} to ${+seen.at(-1).toPrecision(3)}` : ""}`;
    svg.setAttribute("role", locked ? "img" : "slider");
    svg.setAttribute("aria-label", shown || keys);
    svg.setAttribute("tabindex", locked ? -1 : 0);
    svg.toggleAttribute("data-done", locked);
    show();
  };
  set(null, null);
  return { svg, values, set, path };
}

// ---- how far off all guesses were --------------------------------------------------------------------------------

function strip({ classes, counts, now, words }) {
  if (!classes) return [make("p", { class: "words" }, words)];
  const columns = classes.map((name, k) => {
    const dots = Array.from({ length: counts[k] }, (_, n) => make("i", k === now && n === counts[k] - 1 ? { class: "now" } : {}));
    return make("div", { class: "column" }, make("div", { class: "dots" }, ...dots), make("div", { class: "class" }, name));
  });
  return [make("p", { class: "words", "aria-hidden": "true" }, "Your guesses so far, by their distance from the result; the ring is this one"), make("div", { class: "strip", role: "img", "aria-label": words }, ...columns)];
}

// ---- what waits for the guess ------------------------------------------------------------------------------------

// In JupyterLab, the cells below an open question name it, down to the end of its section; guessing.css hides what they show.
function mark(page) {
  let open = "";
  for (const cell of page.querySelectorAll(".jp-Cell")) {
    if (cell.matches(".jp-MarkdownCell")) {
      if (cell.querySelector("h1, h2")) open = "";
      continue;
    }
    const asked = cell.querySelector(".neurolib-guess");
    cell.toggleAttribute("data-neurolib-waits", Boolean(open && !asked));
    cell.style.setProperty("--neurolib-waits", JSON.stringify(open));
    if (asked && !asked.matches("[data-done]")) open ||= asked.dataset.what;
  }
}

// Mark the cells of a page now, and whenever cells come, go or are written anew; what happens within the outputs of a cell changes nothing.
function hold(root, tries = 200) {
  const page = root.closest(".jp-Notebook");
  if (!page) return void (tries && !root.isConnected && setTimeout(() => hold(root, tries - 1), 25)); // a widget is made before it is put into its page
  mark(page);
  if (page.neurolibHeld) return;
  page.neurolibHeld = true;
  let due = false;
  const later = () => {
    due = false;
    mark(page);
  };
  new MutationObserver((changes) => {
    if (due || changes.every(({ target }) => target.closest(".jp-CodeCell"))) return;
    due = true;
    setTimeout(later);
  }).observe(page, { childList: true, subtree: true });
}

// The answer as Python has packed it, so that nobody reads it by chance in a file or in a page.
const unpacked = (text) => JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))));

// `words` are what buttons say where a page asks in another way; one without words is left out.
function render({ model, el }) {
  const { what, unit, choices, plane: axes, words } = model.get("asks");
  const says = { enter: "Guess", tell: "Show the answer", again: "Guess again", ...words };
  const id = `guess-${Math.round(1e9 * Math.random())}`;
  const question = make("p", { class: "question", id });
  question.innerHTML = `<strong>Prediction</strong> · ${what}`;
  const root = make("div", { class: "neurolib-guess", "data-what": question.textContent.split(" · ").slice(1).join(" · "), role: "group", "aria-labelledby": id, "data-lm-suppress-shortcuts": "true" });
  const error = make("p", { class: "error", role: "alert" });
  const answer = make("div", { class: "answer", "aria-live": "polite" });
  const asleep = () => root.closest(".jupyter-widgets-disconnected"); // a saved page that was opened again
  const send = (message) => {
    try {
      if (!asleep()) return model.send(message);
    } catch {
      // the kernel was restarted or has ended
    }
    if (message.show) model.set("said", unpacked(model.get("packed")));
    else error.textContent = "Run the notebook to guess.";
  };

  const form = make("form", { class: "ask" });
  const field = make("input", { type: "text", size: 12, autocomplete: "off", spellcheck: "false", "aria-labelledby": `${id} ${id}-unit` });
  const picks = (choices || []).map((words, k) => button(words, () => send({ guess: "abcdefgh"[k] })));
  const plane = axes && makePlane(axes);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ guess: plane ? [...plane.values] : field.value }); // a copy: what is shown replaces the values
  });
  const enter = make("button", { type: "submit" }, says.enter);
  const tell = says.tell ? button(says.tell, () => send({ show: true }), true) : "";
  const again = button(says.again, () => send({ again: true }), true);
  if (choices) form.append(make("div", { class: "choices" }, ...picks), tell);
  else if (plane) form.append(plane.svg, make("div", { class: "fields" }, enter, button("Clear", () => plane.set(null, null), true), tell));
  else form.append(make("div", { class: "fields" }, field, make("span", { class: "unit", id: `${id}-unit` }, unit), enter, tell));

  const show = (before) => {
    const said = model.get("said");
    const done = Boolean(said.answer), inside = root.contains(document.activeElement);
    root.toggleAttribute("data-done", done);
    error.textContent = said.error || "";
    field.setAttribute("aria-invalid", Boolean(said.error && !done));
    picks.forEach((pick, k) => {
      pick.disabled = done;
      pick.setAttribute("aria-pressed", said.guess === "abcdefgh"[k]);
    });
    if (plane && (done || (before && !said.error))) plane.set(said.guess || null, said.found || null, done);
    answer.textContent = "";
    if (done) {
      const words = make("p");
      words.innerHTML = said.answer;
      answer.append(words, ...(said.past ? strip(said.past) : []), again);
    }
    if (before && inside) (done ? again : plane ? plane.svg : picks[0] || field).focus(); // what was pressed may be hidden now
    if (before && !done && !said.error) field.value = said.guess ?? "";
    hold(root);
  };

  // In JupyterLab a key pressed here would also move between cells, or delete them; Escape and Ctrl keys may pass.
  root.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Escape") event.stopPropagation();
  });
  root.append(question, form, error, answer);
  el.append(root);
  show();
  const changed = () => show(true);
  model.on("change:said", changed);
  return () => {
    model.off("change:said", changed);
    const page = root.closest(".jp-Notebook");
    if (page) setTimeout(() => mark(page)); // the question is gone by then
  };
}

export default { render, makePlane };
