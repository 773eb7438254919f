// The whole page: what it remembers, how it asks, what it shows, what it does. Everything that arrives from the
// shop is written with textContent or setAttribute, so no answer can become markup or script.

const LOCALE = document.documentElement.lang;
const byId = (id) => document.getElementById(id);

// ---- Money: decimal strings outside, whole minor units in a BigInt inside. No floating point anywhere.

const currencyFormat = (currency) =>
  new Intl.NumberFormat(LOCALE, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
const digitsOf = (currency) => currencyFormat(currency).resolvedOptions().maximumFractionDigits;

/** The minor units that a plain decimal such as "20" or "20.50" stands for, or null when it is no such amount. */
function minorUnits(text, currency) {
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(String(text).trim());
  const digits = digitsOf(currency);
  const fraction = match?.[3]?.replace(/0+$/, "") ?? "";
  if (!match || fraction.length > digits) return null;
  const minor = BigInt(match[2] + fraction.padEnd(digits, "0"));
  return match[1] ? -minor : minor;
}

function decimal(minor, currency) {
  const digits = digitsOf(currency);
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, "0");
  const split = text.length - digits;
  return (minor < 0n ? "-" : "") + text.slice(0, split) + (digits ? "." + text.slice(split) : "");
}

function shown(amount, currency) {
  const minor = typeof amount === "bigint" ? amount : minorUnits(amount, currency);
  if (minor === null) return `${amount} ${currency}`;
  const [whole, fraction] = decimal(minor < 0n ? -minor : minor, currency).split(".");
  const parts = currencyFormat(currency).formatToParts(BigInt(whole));
  return (minor < 0n ? "\u2212" : "") + parts.map((part) => (part.type === "fraction" ? fraction : part.value)).join("");
}

// ---- What the page remembers. Session storage survives a reload and ends with the tab.

function remember(key, value) {
  sessionStorage.setItem(`crema.${key}`, JSON.stringify(value));
}

function recall(key, otherwise) {
  return JSON.parse(sessionStorage.getItem(`crema.${key}`)) ?? otherwise;
}

const state = {
  session: recall("session", null), // token, id, username
  cart: recall("cart", {}), // quantity by sku
  topUps: recall("topUps", []), // the shop lists none, so the page keeps its own few
  intentions: recall("intentions", {}), // by place: requests that have had no answer yet
  paying: recall("paying", []), // orders last seen under way, so that their end is told after a reload too
  menu: recall("menu", null), // the last one seen, until the shop hands out today's
  wallet: null,
  orders: null,
  payments: {}, // by order id, loaded when somebody looks
  choices: {}, // method and scenario picked in each form
  notes: {}, // by place: what went wrong there
  busy: new Set(), // places that wait for an answer
  open: new Set(), // stories and refund panels
  ordersInSight: 6,
};

// ---- Asking the shop

const STALE = "STALE"; // the answer belongs to a session that has ended meanwhile

class Problem extends Error {
  constructor(status, { title, detail, code, field } = {}) {
    super(detail || title || "The shop did not answer.");
    Object.assign(this, { status, code, field });
  }

  /** False when the request may have been carried out, or may be if it is sent again as it was. */
  get isFinal() {
    return this.status >= 400 && this.status < 500 && ![401, 408, 425, 429].includes(this.status);
  }
}

async function ask(method, path, body) {
  const token = state.session?.token;
  const headers = { Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  let status = 0;
  let answer;
  try {
    const response = await fetch(`api/${path}`, {
      method, headers, body: body && JSON.stringify(body), cache: "no-store", signal: AbortSignal.timeout(30_000),
    });
    status = response.status;
    const text = await response.text();
    answer = text ? JSON.parse(text) : {};
  } catch {
    if (status < 400) throw new Problem(0);
  }
  const isCurrent = token === state.session?.token;
  if (status === 401 && token && isCurrent) endSession();
  else if (!isCurrent) throw new Problem(0, { code: STALE });
  if (status < 400) return answer;
  throw new Problem(status, answer ?? { detail: `The shop answered ${status}.` });
}

// ---- Intentions. What a person wants once gets one reference, kept from the first click until the shop has
// ---- given a final answer. A second click, or a click after a reload, is therefore the same request.

function newReference() {
  if (crypto.randomUUID) return crypto.randomUUID(); // missing on plain http away from localhost
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function intend(place, path, body, order) {
  state.intentions[place] ??= { path, body: { reference: newReference(), ...body }, order };
  remember("intentions", state.intentions);
  return carryOut(place);
}

function forget(place) {
  delete state.intentions[place];
  remember("intentions", state.intentions);
}

function carryOut(place) {
  return during(place, async () => {
    const { path, body } = state.intentions[place];
    const [kind, id] = place.split(/:(.*)/);
    let answer;
    try {
      answer = await ask("POST", path, body);
    } catch (problem) {
      if (problem.isFinal) forget(place);
      await refused[kind]?.(problem, id);
      throw problem;
    }
    forget(place);
    await accepted[kind](answer, id);
  });
}

/** Runs work for one place of the page: once at a time, visibly, and with its failure told right there. */
async function during(place, work) {
  if (state.busy.has(place)) return;
  state.busy.add(place);
  delete state.notes[place];
  render();
  try {
    await work();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.code !== STALE) state.notes[place] = { text: problem.message, field: problem.field };
  } finally {
    state.busy.delete(place);
    render();
  }
}

// ---- Watching: asks again and again, ever more gently, until the step says it is over.

const FIRST_PAUSE = 700;
const LONGEST_PAUSE = 15_000;
const watches = new Map();

function watch(key, step) {
  if (watches.has(key)) return;
  const own = { pause: FIRST_PAUSE, timer: 0 };
  own.run = async () => {
    clearTimeout(own.timer);
    if (document.hidden || own.running) return; // resumes when the page is looked at again
    own.running = true;
    const over = await step().catch((problem) => {
      if (problem instanceof Problem) return problem.isFinal;
      throw problem;
    });
    own.running = false;
    if (watches.get(key) !== own) return;
    if (over) watches.delete(key);
    else own.timer = setTimeout(own.run, own.pause);
    own.pause = Math.min(own.pause * 1.5, LONGEST_PAUSE);
    render();
  };
  watches.set(key, own);
  own.timer = setTimeout(own.run, own.pause);
}

function resumeWatches() {
  for (const own of watches.values()) {
    own.pause = FIRST_PAUSE;
    own.run();
  }
}

function followTopUp(id) {
  watch(`top-up:${id}`, async () => {
    const topUp = await ask("GET", `payments/${encodeURIComponent(id)}`).catch((problem) => {
      if (problem.isFinal) keepTopUps(state.topUps.filter((known) => known.id !== id));
      throw problem;
    });
    keepTopUp(topUp);
    if (!TERMINAL.has(topUp.state)) return false;
    await Promise.allSettled([loadWallet()]);
    tellTopUp(topUp);
    return true;
  });
}

function followOrder(id) {
  const before = orderWith(id)?.status;
  if (before === "paying") keepPaying(id, true);
  watch(`order:${id}`, async () => {
    const known = state.payments[id] ?? (await loadPayments(id));
    const open = known.filter((payment) => !isSettled(payment));
    const news = await Promise.all(open.map((payment) => ask("GET", `payments/${encodeURIComponent(payment.id)}`)));
    state.payments[id] = state.payments[id].map((payment) => news.find((one) => one.id === payment.id) ?? payment);
    const order = await loadOrder(id);
    if (!state.payments[id].every(isSettled) || order.status === "paying") return false;
    await Promise.allSettled([loadWallet()]);
    keepPaying(id, false);
    if (order.status !== before) tellOrder(order);
    return true;
  });
}

function keepPaying(id, isPaying) {
  state.paying = state.paying.filter((known) => known !== id).concat(isPaying ? [id] : []);
  remember("paying", state.paying);
}

const TERMINAL = new Set(["SUCCEEDED", "FAILED", "CANCELLED", "EXPIRED"]);
const isSettled = ({ state: stands, refunds = [] }) =>
  TERMINAL.has(stands) && refunds.every((refund) => TERMINAL.has(refund.state));

// ---- Loading

const orderWith = (id) => state.orders?.find((order) => String(order.id) === String(id));

async function loadMenu() {
  state.menu = await ask("GET", "menu");
  remember("menu", state.menu);
}

const turns = {};

/** Asks, and uses the answer unless a younger question about the same thing was asked meanwhile. */
async function latest(path, use) {
  const turn = (turns[path] = (turns[path] ?? 0) + 1);
  const answer = await ask("GET", path);
  if (turn === turns[path]) use(answer);
  return answer;
}

async function loadWallet() {
  await latest("wallet", (wallet) => (state.wallet = wallet));
}

async function loadOrders() {
  const before = state.orders;
  const orders = await ask("GET", `orders/user/${encodeURIComponent(state.session.id)}`);
  const paying = orders.filter((order) => order.status === "paying");
  await Promise.allSettled(paying.map((order) => loadPayments(order.id)));
  if (state.orders !== before) return loadOrders(); // an order came or moved while this was on its way
  state.orders = orders;
  paying.forEach((order) => followOrder(order.id));
  orders.filter((order) => order.status !== "paying" && state.paying.includes(order.id)).forEach((order) => {
    keepPaying(order.id, false);
    tellOrder(order);
  });
}

async function loadOrder(id) {
  const order = await latest(`orders/${encodeURIComponent(id)}`, (current) => {
    state.orders = state.orders?.map((known) => (String(known.id) === String(id) ? current : known)) ?? null;
  });
  if (order.status === "paying") followOrder(id);
  return order;
}

async function loadPayments(orderId) {
  const payments = await latest(`payments/order/${encodeURIComponent(orderId)}`, (current) => {
    state.payments[orderId] = current;
  });
  if (!payments.every(isSettled)) followOrder(orderId);
  return payments;
}

const load = (place, work) => during(`load-${place}`, work);

function loadAll() {
  load("menu", loadMenu);
  if (!state.session) return;
  load("wallet", loadWallet);
  load("orders", loadOrders);
  for (const { order } of Object.values(state.intentions).filter((intention) => intention.order)) {
    state.open.add(`refund-${order}`); // so that a refund without an answer is seen again after a reload
    look(order);
  }
  state.topUps.filter((topUp) => !TERMINAL.has(topUp.state)).forEach((topUp) => followTopUp(topUp.id));
}

function look(orderId) {
  if (!state.payments[orderId]) load(`payments-${orderId}`, () => loadPayments(orderId));
}

function keepTopUps(topUps) {
  state.topUps = topUps.filter((topUp, at) => at < 3 || !TERMINAL.has(topUp.state));
  remember("topUps", state.topUps);
}

function keepTopUp({ id, state: stands, amount, currency, nextAction }) {
  const kept = { id, state: stands, amount, currency, nextAction };
  const known = state.topUps.some((topUp) => topUp.id === id);
  keepTopUps(known ? state.topUps.map((topUp) => (topUp.id === id ? kept : topUp)) : [kept, ...state.topUps]);
}

// ---- What an answer leads to

const accepted = {
  async "top-up"(topUp) {
    keepTopUp(topUp);
    await Promise.allSettled([loadWallet()]);
    if (!TERMINAL.has(topUp.state)) followTopUp(topUp.id);
    tellTopUp(topUp);
  },

  async order(order) {
    keepCart({});
    state.orders = [order, ...(state.orders ?? []).filter((known) => known.id !== order.id)];
    tell(`Order ${order.orderNo} is placed. It is yours once it is paid.`);
    render();
    moveTo(`order-${order.id}`);
  },

  async pay(payment, orderId) {
    await Promise.allSettled([loadPayments(orderId), loadOrder(orderId), loadWallet()]);
    const order = orderWith(orderId);
    if (order && order.status !== "pending") moveTo(`order-${orderId}`);
    if (payment.state === "FAILED") state.notes[`pay:${orderId}`] = { text: "The provider said no. Nothing was taken." };
    else if (order) tellOrder(order);
  },

  async refund(refund, paymentId) {
    const orderId = orderOfPayment(paymentId);
    state.open.delete(`refund-${orderId}`);
    await Promise.allSettled([loadPayments(orderId), loadOrder(orderId), loadWallet()]);
    moveTo(`order-${orderId}`);
    const amount = shown(refund.amount, refund.currency ?? orderWith(orderId).currency);
    if (refund.state === "FAILED") tell(`The refund of ${amount} was refused.`, "bad");
    else tell(refund.state === "SUCCEEDED" ? `${amount} went back.` : `${amount} is on its way back.`);
  },
};

/** A refusal can move an order too: a wallet that is too small cancels it. */
const refused = {
  async pay(problem, orderId) {
    if (problem.status) await Promise.allSettled([loadOrder(orderId), loadWallet()]);
  },
  async refund(problem, paymentId) {
    const orderId = orderOfPayment(paymentId);
    if (problem.isFinal && orderId) await Promise.allSettled([loadPayments(orderId), loadOrder(orderId)]);
  },
};

const orderOfPayment = (paymentId) =>
  Object.keys(state.payments).find((orderId) => state.payments[orderId].some((payment) => payment.id === paymentId));

function tellTopUp({ state: stands, amount, currency }) {
  const sum = shown(amount, currency);
  if (stands === "SUCCEEDED") tell(`${sum} is in your wallet.`);
  else if (stands === "AWAITING_PAYER") tell("The provider waits for your word.", "wait");
  else if (TERMINAL.has(stands)) tell(`The top-up of ${sum} did not go through.`, "bad");
  else tell(`The top-up of ${sum} is on its way.`, "wait");
}

function tellOrder({ id, orderNo, status, reason }) {
  const waits = state.payments[id]?.some((payment) => payment.state === "AWAITING_PAYER");
  if (status === "paid") tell(`Order ${orderNo} is paid. Enjoy!`);
  else if (status === "cancelled") tell(`Order ${orderNo} was cancelled${reason ? `: ${readable(reason)}` : ""}.`, "bad");
  else if (status === "pending") tell(`Order ${orderNo} is still to be paid.`, "bad");
  else if (status === "paying") tell(waits ? "The provider waits for your word." : `Order ${orderNo} is being paid.`, "wait");
  else tell(`Order ${orderNo}: ${ORDER[status]?.word.toLowerCase() ?? readable(status)}.`);
}

let toastTimer;
function tell(text, tone = "good") {
  clearTimeout(toastTimer);
  byId("toast").dataset.tone = tone;
  byId("toast").textContent = text;
  toastTimer = setTimeout(() => (byId("toast").textContent = ""), 7000);
}

function moveTo(id) {
  render();
  byId(id)?.focus({ preventScroll: true });
  byId(id)?.scrollIntoView({ block: "nearest" });
}

// ---- Building and patching the page

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== false && child !== null && child !== undefined));
  return node;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Makes the old children like the new ones and keeps every node it can, so focus and half-typed text stay. */
function patch(old, children) {
  const wanted = new Set(children.map((child) => child.id).filter(Boolean));
  for (const child of [...old.children]) if (child.id && !wanted.has(child.id)) child.remove();
  let at = old.firstChild;
  for (const child of children) {
    const same = child.id
      ? [...old.children].find((known) => known.id === child.id)
      : at && !at.id && at.nodeName === child.nodeName ? at : null;
    if (!same) {
      old.insertBefore(child, at);
      continue;
    }
    if (same === at) at = at.nextSibling;
    else old.insertBefore(same, at);
    patchNode(same, child);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function patchNode(old, next) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  patch(old, [...next.childNodes]);
  if (old.type === "radio") old.checked = next.checked;
  if (old.nodeName === "SELECT") old.value = next.value;
}

// ---- Words

const SCENARIOS = {
  pays: ["Pays at once", "The provider takes the money and says so: paid within a moment."],
  asks: ["Asks me to confirm", "You get a link to the provider\u2019s page; say yes or no there and come back."],
  declines: ["Declines", "The provider says no. Nothing is taken, and you are told why."],
  late: ["Answers late", "You see it under way for some seconds; then the answer comes and it is paid."],
  silent: ["Never answers", "It stays \u201cno word yet\u201d. The shop keeps asking and never charges a second time."],
  other_amount: ["Pays another amount", "A different sum arrives. It does not count as paid, and is set aside and settled apart."],
};

const ORDER = {
  pending: { word: "To be paid", tone: "wait", icon: "cup" },
  paying: { word: "Being paid", tone: "busy", icon: "clock" },
  waiting: { word: "Waiting for you", tone: "wait", icon: "person" },
  paid: { word: "Paid", tone: "good", icon: "check" },
  cancelled: { word: "Cancelled", tone: "off", icon: "cross" },
  partially_refunded: { word: "Partly refunded", tone: "back", icon: "back" },
  refunded: { word: "Refunded", tone: "back", icon: "back" },
};

const PAYMENT = {
  CREATED: { word: "Accepted", tone: "busy", icon: "clock" },
  PROCESSING: { word: "Under way", tone: "busy", icon: "clock" },
  AWAITING_PAYER: { word: "Waiting for you", tone: "wait", icon: "person" },
  UNKNOWN: { word: "No word yet", tone: "busy", icon: "question" },
  AUTHORIZED: { word: "Authorized", tone: "busy", icon: "clock" },
  SUCCEEDED: { word: "Done", tone: "good", icon: "check" },
  FAILED: { word: "Failed", tone: "bad", icon: "cross" },
  CANCELLED: { word: "Cancelled", tone: "off", icon: "cross" },
  EXPIRED: { word: "Expired", tone: "off", icon: "clock" },
};

/** Turns a code such as INSUFFICIENT_FUNDS or NeedsAction into words, and leaves a sentence as it is. */
function readable(text) {
  if (/\s/.test(text)) return text.replace(/\.$/, "");
  return text.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ").toLowerCase();
}

function badge(words, code) {
  const { word, tone, icon: name } = words[code] ?? { word: readable(code), tone: "off", icon: "dot" };
  return el("span", { class: "badge", "data-tone": tone }, icon(name), word);
}

function time(instant) {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return null;
  const isToday = at.toDateString() === new Date().toDateString();
  const format = new Intl.DateTimeFormat(LOCALE, {
    ...(isToday ? {} : { day: "numeric", month: "short" }),
    hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
  });
  return el("time", { datetime: instant }, format.format(at));
}

// ---- Views: each returns nodes made from the state, and nothing else

const button = (text, action, attributes) =>
  el("button", { type: "button", class: "button quiet small", "data-action": action, ...attributes }, text);

function noteView(place) {
  const note = state.notes[place];
  if (state.session && state.intentions[place] && !state.busy.has(place)) {
    return el("div", { class: "note", "data-tone": "wait", role: "alert" },
      el("p", {}, el("b", {}, `${subjectOf(place)}: no answer came. `),
        "It may have happened or not. Asking again repeats the very same request, so it cannot happen twice."),
      el("p", { class: "row" },
        button("Ask again", "again", { "data-place": place, class: "button small" }),
        button("Leave it", "leave", { "data-place": place })));
  }
  return note && el("p", { class: "note", "data-tone": "bad", role: "alert", id: `note-${place}` }, note.text);
}

function subjectOf(place) {
  const { body: { amount, currency }, order } = state.intentions[place];
  const [kind] = place.split(":");
  if (kind === "top-up") return `Top-up of ${shown(amount, currency)}`;
  if (kind === "refund") return `Refund of ${shown(amount, orderWith(order).currency)}`;
  return kind === "pay" ? "Payment" : "Order";
}

/** The button that sets a place going: it shows that the place is busy, and is off while an answer is missing. */
function placeButton(text, place, attributes = {}, isOff = false) {
  const isBusy = state.busy.has(place);
  const isLocked = isOff || isBusy || place in state.intentions;
  const now = { "aria-busy": isBusy && "true", "aria-disabled": isLocked && "true" };
  return el("button", { class: "button", id: `do-${place}`, ...attributes, ...now }, text);
}

function loadingView(place, what) {
  const note = state.notes[`load-${place}`];
  if (!note) return null;
  return el("div", { class: "note", "data-tone": "bad", role: "alert" },
    el("p", {}, `${what} ${note.text}`),
    button("Try again", "reload", { "data-place": place }));
}

const skeleton = (count, className) =>
  el("div", { class: className },
    el("span", { class: "unseen" }, "Loading"),
    Array.from({ length: count }, () => el("span", { class: "bone" })));

function scenarioView(place) {
  const chosen = state.choices[place]?.scenario ?? "pays";
  return el("div", { class: "field" },
    el("label", { for: `scenario-${place}` }, "The sandbox plays"),
    el("select", { id: `scenario-${place}`, name: "scenario", "data-choice": place, "aria-describedby": `hint-${place}` },
      Object.entries(SCENARIOS).map(([value, [name]]) => el("option", { value, selected: value === chosen }, name))),
    el("p", { class: "hint", id: `hint-${place}`, "aria-live": "polite" }, SCENARIOS[chosen][1]));
}

function figuresView() {
  const { wallet } = state;
  const figure = (name, value) => el("div", { class: `figure figure-${name.toLowerCase()}` },
    el("dt", {}, name),
    el("dd", {}, wallet ? shown(value, wallet.currency) : el("span", { class: "bone" })));
  return [
    figure("Available", wallet?.available),
    figure("Balance", wallet?.balance),
    figure("Held", wallet?.held),
  ];
}

function topUpView(topUp) {
  return el("li", { id: `top-up-${topUp.id}` },
    el("span", { class: "grow" }, "Top-up of ", el("b", {}, shown(topUp.amount, topUp.currency))),
    badge(PAYMENT, topUp.state),
    topUp.state === "AWAITING_PAYER" && actionView(topUp.nextAction));
}

/** What the payer has to do. Only http addresses become links: an answer must not smuggle in a script. */
function actionView(action) {
  if (action?.type === "redirect" && /^https?:$/.test(new URL(action.url, document.baseURI).protocol)) {
    return el("a", { class: "button small", href: action.url }, "Continue at the provider");
  }
  if (action?.type === "qr_code") {
    const label = el("span", { class: "soft" }, "Code for your payment app");
    return el("span", { class: "code" }, label, el("code", {}, action.content));
  }
  return null;
}

function stepper(item, where) {
  const count = state.cart[item.sku] ?? 0;
  const isLocked = "order" in state.intentions || state.busy.has("order");
  const step = (id, by, sign, label, isOff) => button(sign, "step", {
    id: `${where}-${id}-${item.sku}`, class: "step", "data-sku": item.sku, "data-step": by,
    "aria-label": label, "aria-disabled": (isOff || isLocked) && "true",
  });
  if (!item.available && !count) return el("span", { class: "sold-out" }, "Sold out");
  return el("div", { class: "stepper", role: "group", "aria-label": item.name, "data-empty": count === 0 },
    count > 0 && step("less", -1, "\u2212", `One ${item.name} less`),
    count > 0 && el(where === "menu" ? "output" : "span", { class: "count", id: `${where}-count-${item.sku}` }, `${count}`),
    count > 0
      ? step("more", 1, "+", `One ${item.name} more`, !item.available || count >= 99)
      : step("more", 1, "Add", `Add ${item.name}`));
}

function menuView() {
  if (!state.menu) return [loadingView("menu", "The menu could not be read.") ?? skeleton(8, "menu-bones")];
  if (!state.menu.length) return [el("p", { class: "plain" }, "Nothing is on the menu today.")];
  return [el("ul", { class: "dishes", id: "dishes" }, state.menu.map((item) =>
    el("li", { class: "dish", id: `dish-${item.sku}`, "data-sold-out": !item.available },
      el("p", { class: "grow" },
        el("span", { class: "dish-name" }, item.name),
        el("span", { class: "price soft" }, shown(item.price, item.currency))),
      stepper(item, "menu"))))];
}

function cartLines() {
  return (state.menu ?? []).filter((item) => state.cart[item.sku] > 0).map((item) => ({
    item, count: state.cart[item.sku], sum: minorUnits(item.price, item.currency) * BigInt(state.cart[item.sku]),
  }));
}

function cartTotal(lines) {
  return shown(lines.reduce((total, line) => total + line.sum, 0n), lines[0].item.currency);
}

function cartView() {
  const lines = cartLines();
  if (!lines.length) {
    const words = el("p", {}, "Nothing chosen yet. The menu is right here; take your time.");
    return [el("div", { class: "empty", id: "cart-empty" }, icon("cup"), words), noteView("order")].filter(Boolean);
  }
  const soldOut = lines.some(({ item }) => !item.available);
  return [
    el("ul", { class: "lines", id: "lines" }, lines.map(({ item, sum }) => el("li", { id: `line-${item.sku}` },
      el("span", { class: "grow" }, item.name, !item.available && el("span", { class: "sold-out" }, " Sold out")),
      stepper(item, "cart"),
      el("span", { class: "price" }, shown(sum, item.currency))))),
    el("p", { class: "total", id: "total" }, el("span", {}, "Total"), el("span", { class: "price" }, cartTotal(lines))),
    noteView("order"),
    soldOut && el("p", { class: "note", "data-tone": "bad" }, "Something in this order is sold out. Take it away to go on."),
    state.session
      ? placeButton("Place order", "order", { class: "button wide", "data-action": "order", type: "button" }, soldOut)
      : button("Sign in to order", "go-to-door", { id: "go-to-door", class: "button wide" }),
  ].filter(Boolean);
}

function ordersView() {
  if (!state.orders) return [loadingView("orders", "The orders could not be read.") ?? skeleton(2, "order-bones")];
  if (!state.orders.length) {
    return [el("p", { class: "plain", id: "no-orders" }, "No orders yet. The first one is the best one.")];
  }
  const rest = state.orders.length - state.ordersInSight;
  return [
    el("ul", { class: "order-list", id: "orders-in-sight" }, state.orders.slice(0, state.ordersInSight).map(orderView)),
    rest > 0 && button(`Show older orders (${rest})`, "older", { id: "older", class: "button quiet" }),
  ].filter(Boolean);
}

function orderView(order) {
  const { id, status, currency } = order;
  const payments = state.payments[id];
  const waiting = payments?.find((payment) => payment.state === "AWAITING_PAYER");
  const isOpen = status === "pending" || status === "paying";
  const canRefund = status === "paid" || status === "partially_refunded";
  const label = `Order ${order.orderNo}`;
  return el("li", { class: "order card", id: `order-${id}`, tabindex: "-1", "data-status": status, "aria-label": label },
    el("div", { class: "order-head" },
      el("h3", {}, order.orderNo),
      order.createdAt && el("span", { class: "soft small-text" }, time(order.createdAt)),
      badge(ORDER, status === "paying" && waiting ? "waiting" : status)),
    el("div", { class: "order-sum" },
      el("ul", { class: "order-items" }, order.items.map((item) => el("li", {},
        el("span", { class: "times" }, `${item.quantity}\u00a0\u00d7`),
        el("span", {}, item.name)))),
      el("p", { class: "price" }, shown(order.amount, currency))),
    status === "cancelled" && order.reason && !state.notes[`pay:${id}`] &&
      el("p", { class: "reason" }, "Because: ", readable(order.reason)),
    status === "paying" && progressView(payments),
    ["pay", "cancel"].map((kind) => status !== "pending" && noteView(`${kind}:${id}`)),
    !canRefund && unansweredRefunds(id).map(noteView),
    status === "pending" && payView(order),
    el("div", { class: "row actions", id: `actions-${id}` },
      canRefund && toggleButton("Refund\u2026", "refund", id),
      !isOpen && button("Order again", "order-again", { id: `again-${id}`, "data-order": id }),
      isOpen && placeButton("Cancel order", `cancel:${id}`, {
        type: "button", class: "button quiet small", "data-action": "cancel", "data-order": id,
      }),
      toggleButton("Story", "story", id, { class: "story-toggle" })),
    canRefund && state.open.has(`refund-${id}`) && refundView(order),
    state.open.has(`story-${id}`) && el("div", { id: `story-${id}`, class: "story" }, storyView(order)));
}

function toggleButton(text, what, orderId, attributes) {
  const key = `${what}-${orderId}`;
  return button(text, "toggle", {
    id: `${what}-toggle-${orderId}`, "data-what": what, "data-order": orderId,
    "aria-expanded": String(state.open.has(key)), "aria-controls": key, ...attributes,
  });
}

const unansweredRefunds = (orderId) =>
  Object.keys(state.intentions).filter((place) => state.intentions[place].order === String(orderId));

function progressView(payments) {
  const waiting = payments?.find((payment) => payment.state === "AWAITING_PAYER");
  const unknown = payments?.some((payment) => payment.state === "UNKNOWN");
  if (waiting) {
    return el("div", { class: "progress", "data-tone": "wait" },
      el("p", {}, "The provider is waiting for you to say yes or no."), actionView(waiting.nextAction));
  }
  return el("div", { class: "progress", "data-tone": "busy" },
    el("span", { class: "beans", "aria-hidden": "true" }, el("i"), el("i"), el("i")),
    el("p", {}, unknown
      ? "No word from the provider yet. The shop keeps asking, and never charges a second time."
      : "The payment is under way. This page tells you as soon as it is known."));
}

function payView(order) {
  const place = `pay:${order.id}`;
  const method = state.choices[place]?.method ?? "balance";
  const amount = shown(order.amount, order.currency);
  const { wallet } = state;
  const isShort = wallet?.currency === order.currency &&
    minorUnits(wallet.available, wallet.currency) < minorUnits(order.amount, order.currency);
  const option = (value, name, hint) => el("label", { class: "option" },
    el("input", {
      type: "radio", name: "method", value, id: `${place}-${value}`, checked: method === value, "data-choice": place,
    }),
    el("span", {}, el("span", { class: "option-name" }, name), el("span", { class: "soft" }, hint)));
  return el("form", { class: "pay", "data-form": "pay", "data-place": place, "data-order": order.id, novalidate: true },
    el("fieldset", {},
      el("legend", {}, "Pay with"),
      el("div", { class: "options" },
        option("balance", "Wallet", wallet ? `${shown(wallet.available, wallet.currency)} available` : "\u2026"),
        option("sandbox", "Sandbox", "a make-believe provider"))),
    el("div", { class: "pay-more" },
      method === "sandbox"
        ? scenarioView(place)
        : el("p", { class: "hint", "data-tone": isShort && "bad" }, isShort
          ? "The wallet holds less than that: the shop would cancel the order. Top up first, or use the sandbox."
          : "The amount is set aside in your wallet and passed to the shop in one go.")),
    noteView(place),
    noteView(`cancel:${order.id}`),
    placeButton(`Pay ${amount}`, place));
}

const paymentsToCome = (orderId) =>
  loadingView(`payments-${orderId}`, "The payments could not be read.") ?? skeleton(1, "story-bones");

function refundView(order) {
  const payments = state.payments[order.id];
  const id = `refund-${order.id}`;
  if (!payments) return el("div", { id, class: "refunds" }, paymentsToCome(order.id));
  const forms = payments.map((payment) => ({ payment, rest: refundable(payment) })).filter(({ rest }) => rest > 0n);
  if (!forms.length) return el("p", { id, class: "plain" }, "Nothing is left to give back.");
  return el("div", { id, class: "refunds" }, forms.map(({ payment, rest }) => {
    const place = `refund:${payment.id}`;
    const most = decimal(rest, payment.currency);
    const target = { "data-form": "refund", "data-place": place, "data-payment": payment.id, "data-order": order.id };
    return el("form", { class: "refund", ...target, novalidate: true },
      el("div", { class: "field" },
        el("label", { for: `amount-${place}` }, "To be refunded ", el("span", { class: "soft" }, payment.currency)),
        el("input", {
          id: `amount-${place}`, name: "amount", inputmode: "decimal", autocomplete: "off", value: most,
          "data-currency": payment.currency, "data-most": most, "aria-describedby": `hint-${place}`,
          ...faultOf(place, "amount"),
        }),
        el("p", { class: "hint", id: `hint-${place}` },
          `${shown(rest, payment.currency)} is all of what is left; write less for a part.`)),
      noteView(place),
      placeButton("Refund", place));
  }));
}

function refundable(payment) {
  if (payment.state !== "SUCCEEDED") return 0n;
  const { currency, refunds = [] } = payment;
  return refunds
    .filter((refund) => !["FAILED", "CANCELLED", "EXPIRED"].includes(refund.state))
    .reduce((rest, refund) => rest - minorUnits(refund.amount, currency), minorUnits(payment.amount, currency));
}

function faultOf(place, field) {
  return state.notes[place]?.field === field && { "aria-invalid": "true", "aria-errormessage": `note-${place}` };
}

function storyView(order) {
  const payments = state.payments[order.id];
  if (!payments) return paymentsToCome(order.id);
  if (!payments.length) return el("p", { class: "plain" }, "Ordered, and nothing paid so far.");
  return el("ol", { class: "tale" }, payments.map((payment) => el("li", { id: `tale-${payment.id}` },
    el("p", { class: "tale-head" },
      el("span", { class: "grow" }, "Payment of ", el("b", {}, shown(payment.amount, payment.currency))),
      badge(PAYMENT, payment.state)),
    el("p", { class: "reference" }, payment.id),
    el("ol", { class: "events" },
      (payment.attempts ?? []).map((attempt) => el("li", {},
        el("span", { class: "grow" },
          `Try ${attempt.number} through ${attempt.channel}: `,
          el("b", {}, attempt.result ? readable(attempt.result) : "no answer yet")),
        time(attempt.startedAt))),
      (payment.refunds ?? []).map((refund) => el("li", { class: "event-refund", id: `tale-${refund.id}` },
        el("span", { class: "grow" },
          "Refund of ", el("b", {}, shown(refund.amount, payment.currency)),
          el("span", { class: "reference" }, refund.reference)),
        badge(PAYMENT, refund.state)))))));
}

// ---- Painting

function render() {
  const { session } = state;
  byId("shop").hidden = false;
  byId("who").hidden = !session;
  byId("who-name").textContent = session?.username ?? "";
  byId("door").hidden = Boolean(session);
  byId("wallet").hidden = !session;
  const isMenuSettled = Boolean(state.menu || state.notes["load-menu"]); // what stands below is never pushed down by it
  byId("cart").hidden = !isMenuSettled;
  byId("orders").hidden = !session || !isMenuSettled;
  byId("top-up-currency").textContent = state.wallet?.currency ?? "";
  patch(byId("figures"), figuresView());
  patch(byId("wallet-trouble"), [loadingView("wallet", "The wallet could not be read.")].filter(Boolean));
  patch(byId("top-up-scenario"), [scenarioView("top-up")]);
  patch(byId("top-ups"), state.topUps.map(topUpView));
  patch(byId("menu-list"), menuView());
  patch(byId("cart-body"), cartView());
  patch(byId("order-list"), ordersView());
  paintStaticForms();
  paintCartBar();
}

function paintStaticForms() {
  for (const slot of document.querySelectorAll("[data-note]")) patch(slot, [noteView(slot.dataset.note)].filter(Boolean));
  for (const button of document.querySelectorAll("[data-busy]")) {
    const place = button.dataset.busy;
    setOrRemove(button, "aria-busy", state.busy.has(place) && "true");
    const isLocked = state.busy.has(place) || place in state.intentions || (place === "top-up" && !state.wallet);
    setOrRemove(button, "aria-disabled", isLocked && "true");
    for (const input of button.form.querySelectorAll("input")) {
      const fault = faultOf(place, input.name);
      setOrRemove(input, "aria-invalid", fault && fault["aria-invalid"]);
      setOrRemove(input, "aria-errormessage", fault && fault["aria-errormessage"]);
    }
  }
}

function setOrRemove(node, name, value) {
  if (value) node.setAttribute(name, value);
  else node.removeAttribute(name);
}

let cartInSight = false;
function paintCartBar() {
  const lines = cartLines();
  const count = lines.reduce((sum, line) => sum + line.count, 0);
  byId("cart-bar").hidden = cartInSight || !count;
  if (count) {
    patch(byId("cart-bar"), [
      el("span", {}, count === 1 ? "1 item" : `${count} items`),
      el("span", { class: "price" }, cartTotal(lines)),
      el("span", {}, "Your order \u2193"),
    ]);
  }
}

// ---- What a person can do

function endSession() {
  state.notes["sign-in"] = { text: "The shop has signed you out. Sign in again; nothing is lost." };
  tell("The shop has signed you out. Sign in again; nothing is lost.", "wait");
  leaveSession();
}

function leaveSession() {
  for (const { timer } of watches.values()) clearTimeout(timer);
  watches.clear();
  Object.assign(state, { session: null, wallet: null, orders: null, payments: {}, choices: {} });
  for (const set of [state.open, state.busy]) set.clear();
  remember("session", null);
  render();
}

async function enter(username, password, registered) {
  const answer = await ask("POST", "users/login", { username, password });
  if (recall("owner", username) !== username) forgetTraces(); // somebody else sat here before
  state.session = { token: answer.token, id: answer.id ?? registered?.id, username: answer.username ?? username };
  remember("session", state.session);
  remember("owner", username);
  for (const id of ["sign-in", "register"]) byId(id).reset();
  loadAll();
  moveTo("wallet");
  scrollTo({ top: 0 });
}

function forgetTraces() {
  Object.assign(state, { intentions: {}, paying: [], topUps: [] });
  for (const key of ["intentions", "paying", "topUps"]) remember(key, state[key]);
}

function keepCart(cart) {
  state.cart = cart;
  remember("cart", cart);
}

function requireFields(form, place) {
  const empty = [...form.querySelectorAll("input[required]")].find((input) => !input.value.trim() || !input.validity.valid);
  if (!empty) return true;
  const name = form.querySelector(`label[for="${empty.id}"]`).firstChild.data.trim();
  complain(place, empty, empty.value.trim() ? `${name}: this does not look right yet.` : `${name}: please fill this in.`);
  return false;
}

function complain(place, input, text) {
  state.notes[place] = { text, field: input.name };
  render();
  input.focus();
}

/** The amount in the field as the shop writes it, or null after telling what is wrong with it. */
function amountIn(input, place, currency, most) {
  const minor = minorUnits(input.value, currency);
  const example = decimal(minorUnits("20", currency), currency);
  if (minor === null || minor <= 0n) complain(place, input, `Write an amount above zero, such as ${example}.`);
  else if (most && minor > minorUnits(most, currency)) complain(place, input, `At most ${shown(most, currency)} can go back.`);
  else return decimal(minor, currency);
  return null;
}

const submissions = {
  "sign-in"(form) {
    if (!requireFields(form, "sign-in")) return;
    during("sign-in", () => enter(form.elements.username.value.trim(), form.elements.password.value));
  },

  register(form) {
    if (!requireFields(form, "register")) return;
    const wanted = Object.fromEntries(["username", "password", "email"].map((name) => [name, form.elements[name].value]));
    wanted.username = wanted.username.trim();
    during("register", async () => {
      const user = await ask("POST", "users/register", wanted);
      await enter(wanted.username, wanted.password, user);
      tell(`Welcome, ${wanted.username}. Your wallet is open and empty: fill it up first.`);
    });
  },

  "top-up"(form) {
    if (!state.wallet || "top-up" in state.intentions) return;
    const { currency } = state.wallet;
    const amount = amountIn(form.elements.amount, "top-up", currency);
    const scenario = form.elements.scenario.value;
    if (amount) intend("top-up", "wallet/top-up", { amount, currency, channel: "sandbox", scenario });
  },

  pay(form) {
    const { place, order } = form.dataset;
    if (place in state.intentions) return;
    const method = form.elements.method.value;
    const play = method === "sandbox" ? { scenario: form.elements.scenario.value } : {};
    intend(place, "payments", { orderId: order, method, ...play });
  },

  refund(form) {
    const { place, payment, order } = form.dataset;
    if (place in state.intentions) return;
    const input = form.elements.amount;
    const amount = amountIn(input, place, input.dataset.currency, input.dataset.most);
    if (amount) intend(place, `payments/${encodeURIComponent(payment)}/refund`, { amount }, order);
  },
};

const actions = {
  "sign-out"() {
    leaveSession();
    keepCart({});
    forgetTraces();
    moveTo("sign-in-username");
  },

  "swap-door"() {
    for (const id of ["sign-in", "register"]) byId(id).hidden = !byId(id).hidden;
    document.querySelector("#door form:not([hidden]) input").focus();
  },

  "go-to-door"() {
    document.querySelector("#door form:not([hidden]) input").focus();
  },

  "toggle-top-up"() {
    showTopUp(!byId("top-up").classList.contains("open"));
    byId("top-up-amount").focus();
  },

  amount(button) {
    byId("top-up-amount").value = button.dataset.amount;
  },

  step({ dataset: { sku, step } }) {
    const count = Math.min(99, (state.cart[sku] ?? 0) + Number(step));
    const { [sku]: _, ...others } = state.cart;
    const isInCart = document.activeElement?.id.startsWith("cart-");
    keepCart(count > 0 ? { ...state.cart, [sku]: count } : others);
    render();
    if (count === 0) (isInCart ? byId("cart") : byId(`menu-more-${sku}`))?.focus({ preventScroll: true });
  },

  order() {
    const items = cartLines().map(({ item, count }) => ({ sku: item.sku, quantity: count }));
    intend("order", "orders", { items });
  },

  cancel({ dataset: { order } }) {
    during(`cancel:${order}`, async () => {
      await ask("PUT", `orders/${encodeURIComponent(order)}/status`, { status: "cancelled" });
      await Promise.allSettled([loadOrder(order), loadWallet(), state.payments[order] && loadPayments(order)]);
      delete state.notes[`pay:${order}`];
      tell(`Order ${orderWith(order).orderNo} is cancelled.`);
      moveTo(`order-${order}`);
    });
  },

  toggle({ dataset: { what, order } }) {
    const key = `${what}-${order}`;
    if (!state.open.delete(key)) state.open.add(key);
    look(order);
    render();
    byId(key)?.querySelector("input")?.focus();
  },

  "order-again"({ dataset: { order } }) {
    const cart = { ...state.cart };
    const onMenu = new Set((state.menu ?? []).filter((item) => item.available).map((item) => item.sku));
    const items = orderWith(order).items.filter((item) => onMenu.has(item.sku));
    for (const { sku, quantity } of items) cart[sku] = Math.min(99, (cart[sku] ?? 0) + quantity);
    keepCart(cart);
    if (items.length) tell("The same again is in your order.");
    else tell("None of it is on the menu now.", "bad");
    moveTo("cart");
  },

  again({ dataset: { place } }) {
    carryOut(place);
  },

  leave({ dataset: { place } }) {
    forget(place);
    delete state.notes[place];
    loadAll();
    render();
  },

  reload({ dataset: { place } }) {
    if (place.startsWith("payments-")) look(place.slice("payments-".length));
    else load(place, { menu: loadMenu, wallet: loadWallet, orders: loadOrders }[place]);
  },

  older() {
    state.ordersInSight += 12;
    render();
  },
};

/** On a narrow page the form is folded away until it is wanted. */
function showTopUp(isOpen) {
  byId("top-up").classList.toggle("open", isOpen);
  byId("top-up-toggle").setAttribute("aria-expanded", String(isOpen));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  if (button && button.getAttribute("aria-disabled") !== "true") actions[button.dataset.action](button);
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  submissions[event.target.dataset.form](event.target);
});

document.addEventListener("change", ({ target }) => {
  const place = target.dataset.choice;
  if (!place) return;
  state.choices[place] = { ...state.choices[place], [target.name]: target.value };
  render();
});

document.addEventListener("visibilitychange", () => document.hidden || resumeWatches());
addEventListener("pageshow", (event) => event.persisted && (loadAll(), resumeWatches())); // back from the provider's page

new IntersectionObserver(([entry]) => {
  cartInSight = entry.isIntersecting;
  paintCartBar();
}).observe(byId("cart"));

showTopUp("top-up" in state.intentions);
render();
loadAll();
