// Blanks and questions under *Check yourself*, without Python. A blank asks for the value that the missing lines compute; it is judged by the
// rule of the notebook, with the same sentences. What was typed and chosen stays in this browser.

const PREFIXES = { a: -18, f: -15, p: -12, n: -9, u: -6, µ: -6, μ: -6, m: -3, k: 3, M: 6, G: 9 };
const STEMS = ["Ohm", "Ω", "Hz", "rad", "s", "V", "A", "S", "F", "J", "W", "m", "K"];
const TIMES = { minute: 60, minutes: 60, hour: 3600, hours: 3600, day: 86400, days: 86400, year: 31557600, years: 31557600 };

// A unit that can be typed, as a power of ten and what it measures.
function unitOf(name) {
  if (name in TIMES) return [TIMES[name], "s"];
  for (const stem of STEMS) {
    if (!name.endsWith(stem)) continue;
    const prefix = name.slice(0, name.length - stem.length);
    if (prefix === "" || prefix in PREFIXES) return [Number(`1e${prefix ? PREFIXES[prefix] : 0}`), stem === "Ω" ? "Ohm" : stem];
  }
  return null;
}

// What was typed, in SI, and to how many digits; a sentence where it is no number.
function readNumber(typed, { unit, scale }) {
  const text = typed.trim(), how = `type a number${unit ? ` in ${unit}` : ", in SI or with its unit"}, as in ${unit ? "12" : "2.5e-9 or 2.5 nJ"}`;
  const plain = text.replaceAll("−", "-").replace(/\s*[×*]\s*10\s*(?:\^|\*\*)\s*/, "e").replace(/(?<=\d)[ \u2009\u202f](?=\d{3}(?!\d))/g, "");
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?:\s*\/\s*(\d+\.?\d*))?\s*\*?\s*(\D*)$/i.exec(plain);
  if (!match || Number(match[2]) === 0) return { error: `“${text}” is not a number; ${how}.` };
  const value = Number(match[1]) / Number(match[2] || 1), name = match[3].trim();
  const digits = match[2] ? 15 : match[1].replace(/e.*$/i, "").replace(/[^\d]/g, "").replace(/^0+/, "").length;
  if (!name || name === unit) return { value: value * scale, digits };
  if (name === "%" && !unit) return { value: value / 100, digits };
  const own = unitOf(name), asked = unit && unitOf(unit);
  if (!own || (asked && own[1] !== asked[1])) return { error: `“${text}” is in ${name}; ${how}.` };
  return { value: value * own[0], digits };
}

// Right by the rule of the notebook, or as right as the digits that were typed can be.
const agrees = ({ value, digits }, right, rtol, least) => Math.abs(value - right) <= least + rtol * Math.abs(right) || (digits >= 3 && Math.abs(value - Number(right.toPrecision(Math.min(digits, 15)))) <= 1e-9 * Math.abs(right));

// How far off, in classes too coarse to compute the right value from.
function distance(got, right) {
  if (got.some((value, k) => right[k] === 0 && value !== 0)) return "not 0 where it should be.";
  const ratios = got.map((value, k) => value / right[k]).filter((_, k) => right[k] !== 0), first = ratios[0];
  const power = first ? Math.log10(Math.abs(first)) : 0, whole = Math.round(power);
  if (Math.abs(power) > 0.5 && Math.abs(power - whole) < 1e-3 && ratios.every((each) => Math.abs(each - first) <= 1e-3 * Math.abs(first)))
    return `off by a factor of ${whole < -4 || whole > 5 ? `10${[...`${whole}`].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign])).join("")}` : 10 ** whole < 1 ? (10 ** whole).toFixed(-whole) : `${10 ** whole}`.replace(/(?<=^\d{2,3})(?=\d{3}$)/, " ")}: are the units right?`;
  if (ratios.every((each) => each < 0)) return "the wrong sign.";
  const side = ratios.every((each) => each >= 1) ? "too large" : ratios.every((each) => each <= 1) ? "too small" : "too large here and too small there";
  const worst = Math.max(...ratios.map((each) => Math.max(Math.abs(each), 1 / Math.max(Math.abs(each), 1e-300))));
  return `${side}, by ${worst < 1.1 ? "less than 10 %" : worst <= 2 ? "up to a factor of 2" : "more than a factor of 2"}.`;
}

function judgeBlank(blank, typed) {
  const { values, rtol, right } = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(blank.packed), (letter) => letter.charCodeAt(0))));
  const parts = (blank.n === 1 ? [typed] : typed.split(/[,;]|\s+and\s+/)).map((part) => part.trim()).filter(Boolean);
  if (!parts.length) return { said: "Nothing is typed yet." };
  if (blank.n === 1 && /\d,\d/.test(typed)) return { said: `“${typed.trim()}” has a comma: type a decimal point, as in 1.5, and nothing between thousands.` };
  const read = parts.map((part) => readNumber(part, blank)), wrong = read.find((each) => each.error);
  if (wrong) return { said: wrong.error };
  if (read.length !== blank.n) return { said: `Not yet: ${blank.what}: got ${read.length === 1 ? "one number" : `${read.length} numbers`}; expected ${blank.n}.` };
  const least = 1e-9 * Math.max(...values.map(Math.abs)) || 1e-12;
  if (read.every((each, k) => agrees(each, values[k], rtol, least))) return { said: right, right: true };
  return { said: `Not yet: ${blank.what}: ${distance(read.map((each) => each.value), values)}` };
}

function fillIn() {
  for (const place of document.querySelectorAll(".blank")) {
    const { blanks } = JSON.parse(place.querySelector("script").textContent), cell = place.closest(".cell")?.id;
    place.replaceChildren(...blanks.map((blank, k) => {
      if (!blank.packed) {
        const told = put("p");
        told.innerHTML = `To fill in: ${blank.what}. This blank is checked in the notebook, where your lines run.`;
        return told;
      }
      const key = `blank:${location.pathname.split("/").at(-1)}:${cell}:${k}`, id = `${cell}-blank-${k}`;
      const label = put("label", { for: id }), field = put("input", { id, autocomplete: "off", spellcheck: "false" }), said = put("p", { role: "status", class: "said" });
      const unit = blank.unit ? ` in ${blank.unit}` : "";
      label.innerHTML = `What do your lines give for ${blank.what}? Type ${blank.n === 1 ? "the number" : `${blank.n} numbers`}${unit}${blank.n === 1 ? "" : ", separated by commas"}${unit ? "" : "; a value that has a unit is in SI units, unless you type its unit, as in 2.5 nJ"}.`;
      const form = put("form", {}, label, field, put("button", { type: "submit" }, "Check"), said);
      const judge = () => {
        const found = judgeBlank(blank, field.value);
        said.innerHTML = found.right ? found.said : "";
        if (!found.right) said.textContent = found.said.replace(/<[^>]*>/g, "");
        said.dataset.right = Boolean(found.right);
        kept.set(key, field.value || null);
      };
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        judge();
      });
      field.value = kept.get(key) || "";
      if (field.value) judge();
      return form;
    }));
  }
}

// The reasons stand in folded blocks, of which the right one begins with "Right". The first one that is opened is the choice.
function checkYourself() {
  for (const place of document.querySelectorAll(".concept")) {
    const answers = [...place.querySelectorAll("details")].filter((each) => /^\([a-h]\)/.test(each.querySelector("summary")?.textContent.trim()));
    if (answers.length < 2) continue;
    const key = `concept:${location.pathname.split("/").at(-1)}:${place.id}`;
    const letter = (answer) => answer.querySelector("summary").textContent.trim().slice(1, 2);
    const right = (answer) => /^Right\b/.test([...answer.childNodes].filter((node) => node.nodeName !== "SUMMARY").map((node) => node.textContent).join("").trim());
    const said = put("p", { role: "status", class: "asked" });
    answers.at(-1).after(said);
    const show = () => {
      const chosen = kept.get(key), answer = answers.find((each) => letter(each) === chosen);
      for (const each of answers) {
        if (answer && (each === answer || each.open)) each.querySelector("summary").dataset.right = right(each);
        else delete each.querySelector("summary").dataset.right;
      }
      if (!answer) return said.replaceChildren();
      const again = put("button", { type: "button" }, "Ask me again");
      again.addEventListener("click", () => {
        kept.set(key, null);
        for (const each of answers) each.open = false;
        show();
        answers[0].querySelector("summary").focus();
      });
      said.replaceChildren(`You chose (${chosen}) first, and that is ${right(answer) ? "right" : "wrong"}.`, again);
    };
    for (const answer of answers) {
      answer.addEventListener("toggle", () => {
        if (answer.open && kept.get(key) === null) kept.set(key, letter(answer));
        show();
      });
    }
    show();
  }
}
