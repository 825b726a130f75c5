// The page of a phone in the lecture hall. The server says which question the wall shows; guessing.js asks it, as in a notebook. An answer that
// cannot be sent waits here until the network is back.

import guessing from "./guessing.js";

const page = new URL("../hall", import.meta.url), place = new URL("phone", import.meta.url);
place.protocol = place.protocol.replace("http", "ws");
const PATIENCE = 5000, BEAT = 1000, SILENCE = 2000, SLOWEST = 8000; // ms
const LATE = "Your last answer came too late, after its question had been closed, so it does not count.";
const FRAME = { wide: 360, high: 330, left: 56, right: 12, top: 12, bottom: 46 };
const WORDS = { enter: "Send", tell: "", again: "Change my answer" };

const net = document.querySelector(".net"), wait = document.querySelector(".wait"), main = document.querySelector("main .question");
const privacy = document.querySelector(".privacy");
const say = (element, words) => element.textContent !== words && (element.textContent = words); // a screen reader repeats what is set anew

let socket = null, tries = 0, later = 0, deadline = 0, silence = 0;
let asked = null; // the question on the page
let waiting = null; // an answer that the server has not confirmed
let count = 0; // of answers that were sent

// ---- the question ------------------------------------------------------------------------------------------------

const shorter = (value) => (Array.isArray(value) ? value.map((each) => (each === null ? null : +each.toPrecision(6))) : value);

function makeQuestion({ number, asks }) {
  let said = {}, changed = () => {}, mine = null;
  const model = {
    get: (name) => (name === "asks" ? { ...asks, words: WORDS, ...(asks.plane && { plane: { ...asks.plane, frame: FRAME } }) } : said),
    on: (_, heard) => (changed = heard),
    off: () => (changed = () => {}),
    send: (message) => {
      if (message.again) return show({ guess: mine });
      const guess = shorter(message.guess);
      if (guess === "" || (Array.isArray(guess) && guess.every((each) => each === null)))
        return show({ error: asks.plane ? "Nothing is drawn yet: draw a line from the left end to the right end." : "Nothing is typed yet: type a number, as in −12.5." });
      waiting = { number, guess, id: (count += 1), sent: false };
      deliver();
    },
  };
  const show = (news) => {
    said = news;
    changed();
  };
  const el = document.createElement("div");
  const written = (guess) => (Array.isArray(guess) ? "Your curve has arrived." : asks.choices ? `Your answer has arrived: (${guess}).` : `Your answer has arrived: ${String(+(+guess).toPrecision(4)).replace("-", "−")}${asks.unit === "°" ? "" : " "}${asks.unit || ""}`.trim() + ".");
  const end = guessing.render({ model, el });
  main.replaceChildren(el);
  el.addEventListener("input", ({ target }) => {
    el.querySelector(".error").textContent = ""; // it was about what stood there before
    target.setAttribute("aria-invalid", false);
  });
  return {
    number,
    end,
    refuse: (sentence) => show({ guess: mine, error: sentence }),
    pause: () => show({ guess: (mine = waiting.guess), answer: "There is no connection now. Your answer waits on this phone and is sent as soon as the network is back." }),
    hear: (news, revealed, taken) => {
      if (news.guess !== undefined) mine = news.guess;
      if (revealed) return show(news);
      if (news.guess === undefined) return said.answer && show({ guess: mine });
      // what somebody is changing right now stays under the finger, unless this very answer has arrived
      if (said.answer || taken || said.guess === undefined) show({ guess: mine, answer: `${written(mine)} It counts until you send another, and you can change it until the wall shows the result.` });
    },
  };
}

function hear(message) {
  heard();
  if (message.pong) return;
  clearTimeout(deadline);
  if (message.refused !== undefined) {
    if (message.id && message.id !== waiting?.id) return; // of an answer that was changed since
    waiting = null;
    return asked?.refuse(message.refused);
  }
  say(net, "Connected");
  delete document.body.dataset.away;
  if (message.kept) say(privacy, "Answers have no name and no account. The teacher keeps the answers of this lecture without saying whose they are.");
  const { question, revealed, said, taken } = message;
  document.body.toggleAttribute("data-revealed", Boolean(revealed));
  const missed = waiting && waiting.number !== question?.number ? LATE : ""; // the wall has gone on meanwhile
  if (missed) waiting = null;
  if (missed || !question || asked?.number !== question.number)
    say(wait, `${missed} ${question ? "" : "Look at the wall. The next question appears here by itself."}`.trim());
  document.body.toggleAttribute("data-asked", Boolean(question));
  if (asked && asked.number !== question?.number) {
    asked.end?.();
    asked = null;
    main.replaceChildren();
  }
  if (!question) return;
  asked ||= makeQuestion(question);
  if (waiting && !revealed && waiting.id !== taken) return waiting.sent || deliver();
  const late = waiting && revealed && waiting.id !== taken;
  waiting = null;
  asked.hear(late ? { ...said, answer: `Your last answer came after the result was shown, so it does not count. ${said.answer}` } : said, revealed, taken);
}

// ---- the connection ----------------------------------------------------------------------------------------------

function deliver() {
  if (socket?.readyState !== WebSocket.OPEN) {
    asked?.pause();
    return connect();
  }
  waiting.sent = true;
  ask(waiting);
}

// Send, and expect to hear something soon: a network that has gone says nothing.
function ask(message) {
  socket.send(JSON.stringify({ number: message.number, guess: message.guess, id: message.id }));
  clearTimeout(deadline);
  const asking = socket;
  deadline = setTimeout(() => lost(asking), PATIENCE);
}

function lost(which, why) {
  if (which !== socket) return;
  clearTimeout(deadline);
  clearTimeout(later);
  heard();
  socket.onclose = socket.onmessage = socket.onopen = null;
  socket.close();
  socket = null;
  tries += 1;
  document.body.dataset.away = "";
  say(net, why || (tries > 1 || waiting ? "No connection to the lecture: are you in its network? Your answers are kept, and this page tries again by itself." : "Connecting again …"));
  if (waiting && asked) {
    waiting.sent = false;
    asked.pause();
  }
  later = setTimeout(connect, Math.min(SLOWEST, 400 * 2 ** Math.min(tries, 6)) * (0.5 + Math.random()));
}

async function connect() {
  clearTimeout(later);
  if (socket) return;
  if (tries > 1) {
    try {
      await fetch(page, { cache: "no-store" }); // a lecture that began anew gives this phone a new session
    } catch {
      // the network is away still
    }
    if (socket) return;
  }
  const made = (socket = new WebSocket(place));
  clearTimeout(deadline);
  deadline = setTimeout(() => lost(made), PATIENCE);
  made.onopen = () => (tries = 0);
  made.onmessage = ({ data }) => made === socket && hear(JSON.parse(data));
  made.onclose = ({ code, reason }) => {
    if (code === 4409) {
      clearTimeout(deadline);
      socket = null;
      document.body.dataset.away = "";
      return say(net, `${reason} Reload this one to use it here.`);
    }
    lost(made, reason);
  };
}

const wake = () => {
  if (socket?.readyState === WebSocket.OPEN) ask({});
  else if (!document.hidden) connect();
};
function heard() {
  clearTimeout(silence);
  silence = 0;
}

// A network that has gone says nothing, so the page asks all the time whether it is there.
function listen() {
  if (document.hidden || socket?.readyState !== WebSocket.OPEN || waiting || silence) return;
  socket.send('{"ping":1}');
  const asking = socket;
  silence = setTimeout(() => lost(asking), SILENCE);
}
setInterval(listen, BEAT);
addEventListener("offline", () => socket && lost(socket));
addEventListener("online", wake);
addEventListener("pageshow", wake);
document.addEventListener("visibilitychange", () => !document.hidden && wake());
connect();
