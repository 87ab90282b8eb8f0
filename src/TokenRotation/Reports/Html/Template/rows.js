// What a token looks like in the table. Every text that comes from a token goes through textContent, none through markup.
const data = JSON.parse(document.getElementById("data").textContent);
const [ENVIRONMENT, ID, NAME, OWNER, STATE, CREATED, EXPIRES, USED, SCOPES, FINDINGS, CHANGE, MORE] = Array(12).keys();
const CHANGES = ["Same", "Changed", "New", "Rotated"];
const DAY = 86400;

// ----- elements

const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};
const withAttributes = (made, attributes) => {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
};

// ----- texts

const day = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);
const minute = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
const distance = (seconds) => {
  const length = Math.abs(seconds);
  const text = length >= 730 * DAY ? `${Math.floor(length / 365 / DAY)} y`
    : length >= 2 * DAY ? `${Math.floor(length / DAY)} d`
    : `${Math.floor(length / 3600)} h`;
  return seconds < 0 ? `${text} ago` : `in ${text}`;
};
const number = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f");
const word = (value) => /^[A-Za-z0-9.\-/:_]+$/.test(value) ? value : `'${value.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
const command = (kind, row) => kind.command.replace(/\{(id|environment)\}/g,
  (_, place) => word(place === "id" ? row[ID] : data.environments[row[ENVIRONMENT]]));
// A spreadsheet takes such a start for a formula.
const cell = (text) => (/^\s*[=+\-@]/.test(text) ? "'" + text : text).replace(/[\t\r\n]/g, " ");

// ----- rows

const cellOf = (label, value, below) => {
  const made = withAttributes(element("td"), { role: "cell", "data-label": label });
  made.append(element("span", "main", value));
  if (below) made.append(element("small", "", below));
  return made;
};
const dateCell = (label, seconds, now, none) =>
  seconds ? cellOf(label, day(seconds), distance(seconds - now)) : cellOf(label, none);
const ownerCell = (owner) => {
  const at = owner.lastIndexOf("@");
  return at > 0 ? cellOf("Owner", owner.slice(0, at), owner.slice(at)) : cellOf("Owner", owner || "–");
};
const stateCell = (state) => {
  const made = withAttributes(element("td"), { role: "cell", "data-label": "State" });
  made.append(element("span", `state ${state.toLowerCase().replace(" ", "-")}`, state));
  return made;
};
const findingsCell = (row) => {
  const made = withAttributes(element("td"), { role: "cell", "data-label": "Findings" });
  const badges = made.appendChild(element("div", "badges"));
  for (const kind of row[FINDINGS]) {
    badges.append(element("span", `badge ${data.kinds[kind].severity.toLowerCase()}`, data.kinds[kind].title));
  }
  if (row[CHANGE] > 0) badges.append(element("span", "badge", CHANGES[row[CHANGE]]));
  return made;
};
const rowOf = (row) => {
  const now = data.times[row[ENVIRONMENT]];
  const made = withAttributes(element("tr"), { role: "row" });
  const head = withAttributes(element("th"), { scope: "row", role: "rowheader" });
  const name = withAttributes(element("button", "name", row[NAME]), { type: "button", "aria-expanded": "false" });
  name.addEventListener("click", () => toggle(name, made, row));
  head.append(name, element("code", "", row[ID]));
  made.append(
    head,
    cellOf("Environment", ...data.places[row[ENVIRONMENT]]),
    ownerCell(data.owners[row[OWNER]]),
    stateCell(data.states[row[STATE]]),
    dateCell("Expires", row[EXPIRES], now, "never"),
    dateCell("Last used", row[USED], now, "never"),
    dateCell("Created", row[CREATED], now, "–"),
    cellOf("Scopes", String(data.scopes[row[SCOPES]].length)),
    findingsCell(row));
  return made;
};
const toggle = (name, after, row) => {
  const open = name.getAttribute("aria-expanded") !== "true";
  name.setAttribute("aria-expanded", String(open));
  if (open) after.after(detailOf(row));
  else after.nextElementSibling.remove();
};
const detailOf = (row) => {
  const list = element("dl");
  const add = (label, ...content) => {
    const value = element("dd");
    value.append(...content);
    list.append(element("dt", "", label), value);
  };
  for (const found of row[FINDINGS]) {
    const kind = data.kinds[found];
    const reason = kind.name === "RotationNeedsAttention" && row[MORE].reason ? `${row[MORE].reason} ` : "";
    add(kind.title, reason, kind.advice, commandLine(command(kind, row)));
    if (kind.help) add(kind.occasion, commandLine(kind.help));
  }
  add("ID", commandLine(row[ID]));
  add("Scopes", data.scopes[row[SCOPES]].join(", ") || "none");
  if (row[USED]) add("Last used", minute(row[USED]) + (row[MORE].address ? ` from ${row[MORE].address}` : ""));
  if (row[MORE].modified) add("Name or scopes changed", minute(row[MORE].modified));
  if (row[MORE].partner) add("Rotation with", row[MORE].partner);
  if (row[MORE].personal) add("Kind", "Personal access token");
  if (row[CHANGE] > 0) add("Since last time", CHANGES[row[CHANGE]] + (row[MORE].change ? `: ${row[MORE].change}` : ""));
  const made = withAttributes(element("tr", "detail"), { role: "row" });
  const content = withAttributes(element("td"), { role: "cell", colspan: "9" });
  content.append(list);
  made.append(content);
  return made;
};
const commandLine = (value) => {
  const made = element("div", "command");
  const copy = withAttributes(element("button", "copy", "Copy"), { type: "button", "aria-label": `Copy ${value}` });
  made.append(element("code", "", value), copy);
  return made;
};
