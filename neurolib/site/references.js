// Connected text: beside a link to an equation, a figure, a section, a problem or a term stands what it leads to, while the mouse is on the
// link or on the preview, or while the keyboard is on the link. Previews lie in a script for each page, which is loaded when it is first
// needed, so they also appear where the page was opened from a disk.

const WAIT = 160, LEAVE = 260, GAP = 8; // ms until a preview appears and disappears; pixels between it and the line

function connect() {
  const main = document.querySelector("main"), loaded = new Map();
  const box = put("div", { id: "preview", class: "preview", role: "tooltip", hidden: "" });
  const words = put("p", { id: "preview-words", hidden: "" });
  main.append(box, words);
  let shown = null, wanted = null, timer = 0;

  // The address within the site, which is the key of a preview.
  const addressOf = (link) => decodeURIComponent(link.href.split("?")[0]).slice(decodeURIComponent(new URL(root || "./", location.href).href).length);
  const ofThisPage = (address) => `${decodeURIComponent(location.pathname).split("/").at(-1)}` === address.split("#")[0].split("/").at(-1);
  const load = (page) => {
    const file = `${root}previews/${page.replace(/\.html$/, "").replaceAll("/", "-")}.js`;
    if (!loaded.has(page)) loaded.set(page, bring(`previews ${page}`, file).catch(() => ({})));
    return loaded.get(page);
  };

  // A figure or an equation that still waits for a guess is not shown before the guess.
  const waits = (address) => {
    const target = ofThisPage(address) && document.getElementById(address.split("#")[1]);
    return Boolean(target && target.closest(".rest"));
  };

  function place(link, at) {
    const lines = [...link.getClientRects()];
    const line = lines.find((each) => at && each.top <= at.y && at.y <= each.bottom) || lines[0];
    if (!line) return;
    const page = main.getBoundingClientRect(), { width, height } = box.getBoundingClientRect();
    const top = document.querySelector(".top").getBoundingClientRect().bottom, low = lines.at(-1).bottom, high = lines[0].top;
    const below = innerHeight - low - GAP, above = high - top - GAP;
    const y = height <= below || below >= above ? low + GAP : high - GAP - height;
    const x = Math.max(8, Math.min(line.left, document.documentElement.clientWidth - width - 8));
    box.style.left = `${x - page.left}px`;
    box.style.top = `${y - page.top}px`;
  }

  // A figure of this page is shown as it is drawn for a narrow page, with letters that can be read; that of another page as in the gallery.
  function drawn(address) {
    const figure = ofThisPage(address) && document.getElementById(address.split("#")[1]), picture = [...(figure?.querySelectorAll?.(".neurolib-figure > svg") || [])].at(-1);
    const image = box.querySelector("img");
    if (!picture || !image) return;
    // Its parts get names of their own; the shapes of letters are those of the page.
    const text = picture.outerHTML.replace(/(\sid="|url\(#|href="#)(?!DV-)/g, "$1preview-");
    image.outerHTML = text;
    const copy = box.querySelector("svg"), [, , width, height] = copy.getAttribute("viewBox").split(" ").map(Number);
    copy.removeAttribute("style");
    Object.assign(copy.style, { width: `${(4 / 3) * width}px`, aspectRatio: `${width} / ${height}`, fill: "currentColor", strokeLinejoin: "round" });
  }

  // A formula that is wider than the preview is set smaller, so that nothing in a preview has to be scrolled.
  function fit() {
    for (const formula of box.querySelectorAll("math[display=block]")) {
      const wide = formula.getBoundingClientRect().width, room = box.clientWidth - 28;
      if (wide > room) formula.style.fontSize = `${Math.max(0.55, room / wide)}em`;
    }
  }

  async function show(link, at) {
    const address = addressOf(link), preview = (await load(address.split("#")[0]))[address];
    if (wanted !== link || !preview) return;
    const [html, says] = waits(address) ? ["<p>This appears when you have guessed.</p>", "This appears when you have guessed."] : preview;
    box.innerHTML = html;
    words.textContent = says;
    for (const image of box.querySelectorAll("img")) image.src = root + image.dataset.src;
    if (!waits(address)) drawn(address);
    box.hidden = false;
    shown?.removeAttribute("aria-describedby");
    shown = link;
    link.setAttribute("aria-describedby", words.id);
    fit();
    place(link, at);
    const images = [...box.querySelectorAll("img")].map((image) => image.decode().catch(() => {}));
    if (images.length) Promise.all(images).then(() => shown === link && place(link, at));
  }

  function hide() {
    clearTimeout(timer);
    wanted = null;
    box.hidden = true;
    shown?.removeAttribute("aria-describedby");
    shown = null;
  }

  const soon = (act, time) => {
    clearTimeout(timer);
    timer = setTimeout(act, time);
  };
  const linkOf = (event) => (event.target instanceof Element ? event.target.closest("a.ref, a.term") : null);

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = linkOf(event);
    if (link) {
      const at = { y: event.clientY };
      if (link === shown) return clearTimeout(timer);
      wanted = link;
      soon(() => show(link, at), WAIT);
    } else if (box.contains(event.target)) {
      clearTimeout(timer);
    } else if (wanted && wanted !== document.activeElement) {
      if (!shown) wanted = null;
      soon(hide, LEAVE);
    }
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (!link?.matches(":focus-visible")) return link || wanted ? hide() : undefined;
    wanted = link;
    clearTimeout(timer);
    show(link);
  });
  document.addEventListener("focusout", (event) => linkOf(event) && hide());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && wanted) hide();
  });
  document.addEventListener("pointerdown", (event) => !box.contains(event.target) && hide());
  addEventListener("resize", hide);
}
