// Brings the table to life: order, filter, pages, the address, copying.
const PAGE = 50;
const PRINTED = 1000;
const rows = data.rows;
const byId = (id) => document.getElementById(id);
const controls = { q: byId("query"), f: byId("finding"), e: byId("environment"), c: byId("change") };
const table = document.querySelector("table.tokens");
const body = table.tBodies[0];
const state = { q: "", f: "", e: "", c: "", s: "", d: "", p: 1, t: "" };
let found = [];

// ----- order and filter

const worst = Int32Array.from(rows.keys());
const text = (of) => rows.map((row) => of(row).toLowerCase());
const time = (column, none) => Float64Array.from(rows, (row) => row[column] || none);
const keysOf = {
  name: () => text((row) => row[NAME]),
  environment: () => text((row) => data.places[row[ENVIRONMENT]].join("")),
  owner: () => text((row) => data.owners[row[OWNER]]),
  state: () => text((row) => data.states[row[STATE]]),
  expires: () => time(EXPIRES, Infinity),
  used: () => time(USED, -Infinity),
  created: () => time(CREATED, Infinity),
  scopes: () => Float64Array.from(rows, (row) => data.scopes[row[SCOPES]].length),
  findings: () => Float64Array.from(rows, (row) => row[FINDINGS].length),
};
const orders = {};
const orderBy = (key) => {
  if (!keysOf[key]) return worst;
  if (!orders[key]) {
    const keys = keysOf[key]();
    orders[key] = worst.slice().sort((a, b) => keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : a - b);
  }
  return orders[key];
};

let texts;
const textOf = (index) => {
  texts ??= rows.map((row) => [
    row[NAME], row[ID], data.owners[row[OWNER]], data.environments[row[ENVIRONMENT]], data.scopes[row[SCOPES]].join(" "),
    data.states[row[STATE]],
  ].join("\n").toLowerCase());
  return texts[index];
};
const search = () => {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const kind = data.kinds.findIndex((known) => known.name === state.f);
  const environment = data.environments.indexOf(state.e);
  const change = CHANGES.indexOf(state.c);
  const matches = (index) => {
    const row = rows[index];
    return (environment < 0 || row[ENVIRONMENT] === environment)
      && (change < 0 || row[CHANGE] === change)
      && (kind < 0 || row[FINDINGS].includes(kind))
      && (state.f !== "any" || row[FINDINGS].length > 0)
      && words.every((wanted) => textOf(index).includes(wanted));
  };
  const order = orderBy(state.s);
  found = words.length || kind >= 0 || environment >= 0 || change >= 0 || state.f === "any"
    ? Array.from(order).filter(matches) : Array.from(order);
  if (state.d === "descending") found.reverse();
};

// ----- what is shown

const pages = () => Math.max(1, Math.ceil(found.length / PAGE));
const render = (from, count) => body.replaceChildren(...found.slice(from, from + count).map((index) => rowOf(rows[index])));
const show = () => {
  state.p = Math.min(Math.max(1, state.p), pages());
  render((state.p - 1) * PAGE, PAGE);
  byId("page").textContent = `${number(state.p)} / ${number(pages())}`;
  byId("previous").disabled = state.p === 1;
  byId("next").disabled = state.p === pages();
  byId("status").textContent = `${number(found.length)} of ${number(rows.length)} tokens`;
  for (const head of table.tHead.rows[0].cells) {
    if (head.dataset.key === state.s) head.setAttribute("aria-sort", state.d || "ascending");
    else head.removeAttribute("aria-sort");
  }
  byId("order").value = state.s;
};
const remember = () => {
  const kept = Object.entries(state).filter(([key, value]) => value && !(key === "p" && value === 1));
  history.replaceState(null, "", "#" + new URLSearchParams(kept));
};
const update = (changes) => {
  Object.assign(state, { p: 1 }, changes);
  search();
  show();
  remember();
};
const theme = () => {
  const dark = state.t ? state.t === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  if (state.t) document.documentElement.dataset.theme = state.t;
  else delete document.documentElement.dataset.theme;
  byId("theme").setAttribute("aria-pressed", String(dark));
  return dark;
};
const readAddress = () => {
  const hash = location.hash.slice(1);
  if (hash && !hash.includes("=")) return false;
  const kept = new URLSearchParams(hash);
  for (const key of Object.keys(state)) if (key !== "t" || kept.has(key)) state[key] = kept.get(key) ?? "";
  state.p = Number.parseInt(state.p, 10) || 1;
  for (const [key, control] of Object.entries(controls)) {
    if (control) {
      control.value = state[key];
      state[key] = control.value;
    }
  }
  return true;
};

// ----- copying

const copy = async (value, what) => {
  try {
    await navigator.clipboard.writeText(value);
  } catch {
    const area = document.body.appendChild(element("textarea", "hidden"));
    area.value = value;
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  byId("status").textContent = `Copied ${what}`;
};
const copyRows = () => {
  const lines = found.map((index) => {
    const row = rows[index];
    const date = (seconds) => seconds ? day(seconds) : "";
    return [
      row[NAME], row[ID], data.environments[row[ENVIRONMENT]], data.owners[row[OWNER]], data.states[row[STATE]],
      date(row[EXPIRES]), date(row[USED]), date(row[CREATED]), data.scopes[row[SCOPES]].join(" "), row[FINDINGS].map((kind) => data.kinds[kind].title).join(", "),
    ].map(cell).join("\t");
  });
  const titles = ["Name", "Id", "Environment", "Owner", "State", "Expires", "Last used", "Created", "Scopes", "Findings"];
  lines.unshift(titles.join("\t"));
  copy(lines.join("\n"), `${number(found.length)} rows`);
};

// ----- beginning

for (const head of table.tHead.rows[0].cells) {
  const button = withAttributes(element("button", "", head.textContent), { type: "button" });
  const key = head.dataset.key;
  const turned = () => state.s === key && state.d !== "descending" ? "descending" : "ascending";
  button.addEventListener("click", () => update({ s: key, d: turned() }));
  head.replaceChildren(button);
}
let typing;
controls.q.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => update({ q: controls.q.value }), 120);
});
for (const key of ["f", "e", "c"]) controls[key]?.addEventListener("change", () => update({ [key]: controls[key].value }));
byId("order").addEventListener("change", (event) => update({ s: event.target.value, d: event.target.value ? "ascending" : "" }));
const turn = (by) => {
  update({ p: state.p + by });
  table.scrollIntoView();
};
byId("previous").addEventListener("click", () => turn(-1));
byId("next").addEventListener("click", () => turn(1));
byId("copy").addEventListener("click", copyRows);
byId("theme").addEventListener("click", () => {
  state.t = theme() ? "light" : "dark";
  theme();
  remember();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.copy");
  if (button) copy(button.parentElement.querySelector("code").textContent, "it");
});
addEventListener("hashchange", () => {
  if (!readAddress()) return;
  theme();
  search();
  show();
  if (location.hash.length > 1) byId("tokens").scrollIntoView();
});
addEventListener("beforeprint", () => {
  render(0, PRINTED);
  byId("printed").textContent =
    found.length > PRINTED ? `The first ${number(PRINTED)} of ${number(found.length)} tokens are printed.` : "";
});
addEventListener("afterprint", show);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", theme);

document.documentElement.classList.add("scripted");
readAddress();
theme();
search();
show();
