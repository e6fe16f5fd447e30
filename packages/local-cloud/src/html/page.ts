/** Escapes text for HTML; what is built from it may be put into a page. */
export function escapeHtml(value: unknown): string {
  return String(value ?? '').replace(
    /[&<>"']/g,
    character => `&#${character.charCodeAt(0)};`,
  );
}

class Raw {
  constructor(readonly html: string) {}
}

/** A template tag that escapes every value; use `raw` for built fragments. */
export function markup(
  strings: TemplateStringsArray,
  ...values: unknown[]
): string {
  return strings.reduce((all, part, i) => {
    const value = values[i - 1];
    return all + (value instanceof Raw ? value.html : escapeHtml(value)) + part;
  });
}

export function raw(fragment: string | string[]): unknown {
  return new Raw(Array.isArray(fragment) ? fragment.join('') : fragment);
}

const STYLE = `
:root { color-scheme: light dark; --fg: #1f2328; --muted: #59636e; --bg: #fff;
  --panel: #f6f8fa; --line: #d1d9e0; --link: #0969da; --green: #1a7f37;
  --red: #cf222e; --amber: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --fg: #f0f6fc; --muted: #9198a1;
  --bg: #0d1117; --panel: #151b23; --line: #3d444d; --link: #4493f8;
  --green: #3fb950; --red: #f85149; --amber: #d29922; } }
* { box-sizing: border-box; }
body { margin: 0; color: var(--fg); background: var(--bg);
  font: 15px/1.5 system-ui, sans-serif; }
header { background: var(--panel); border-bottom: 1px solid var(--line);
  padding: 12px 24px; display: flex; gap: 16px; flex-wrap: wrap;
  align-items: center; }
header .who { margin-left: auto; color: var(--muted); }
main { max-width: 960px; margin: 0 auto; padding: 24px; }
h1 { font-size: 24px; margin: 0 0 16px; } h2 { font-size: 18px; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
table { width: 100%; border-collapse: collapse; }
td, th { text-align: left; padding: 8px; border-bottom: 1px solid var(--line); }
.panel { border: 1px solid var(--line); border-radius: 8px; padding: 16px;
  margin: 0 0 16px; }
.muted { color: var(--muted); } .row { display: flex; gap: 8px; flex-wrap: wrap;
  align-items: center; }
.tag { border: 1px solid currentColor; border-radius: 999px; padding: 0 8px;
  font-size: 12px; } .good { color: var(--green); } .bad { color: var(--red); }
.wait { color: var(--amber); }
code, pre { font: 13px/1.5 ui-monospace, monospace; } pre { overflow: auto;
  background: var(--panel); padding: 12px; border-radius: 8px; }
button, input, select, textarea { font: inherit; padding: 6px 12px;
  border: 1px solid var(--line); border-radius: 6px; background: var(--panel);
  color: inherit; } textarea { width: 100%; }
button { cursor: pointer; } button.primary { background: #1f883d;
  border-color: #1f883d; color: #fff; } button.danger { color: var(--red); }
.people button { width: 280px; text-align: left; }
label { display: block; margin: 0 0 8px; }
`;

export function page(options: {
  title: string;
  body: string;
  header?: string;
}): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(options.title)}</title><style>${STYLE}</style></head><body>
${options.header ?? ''}<main>${options.body}</main></body></html>`;
}
