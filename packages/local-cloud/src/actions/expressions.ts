/** What `${{ }}` in a workflow file may look at. */
export type ExpressionContext = Record<string, unknown>;

type Token = { kind: 'op' | 'text' | 'name'; value: string };

const TOKEN = /\s*(?:(\|\||&&|==|!=|!|\(|\))|'((?:[^']|'')*)'|([\w][\w.-]*))/y;

/** Recursive descent: `||`, `&&`, `==` and `!=`, `!` and brackets, values. */
class Parser {
  private at = 0;
  private readonly tokens: Token[];

  constructor(
    expression: string,
    private readonly context: ExpressionContext,
  ) {
    this.tokens = tokenize(expression);
  }

  or(): unknown {
    let left = this.and();
    while (this.skip('||')) {
      const right = this.and();
      left = left ? left : right;
    }
    return left;
  }

  private and(): unknown {
    let left = this.equality();
    while (this.skip('&&')) {
      const right = this.equality();
      left = left ? right : left;
    }
    return left;
  }

  private equality(): unknown {
    const left = this.unary();
    if (this.skip('==')) return same(left, this.unary());
    if (this.skip('!=')) return !same(left, this.unary());
    return left;
  }

  private unary(): unknown {
    if (this.skip('!')) return !this.unary();
    if (this.skip('(')) {
      const inner = this.or();
      this.skip(')');
      return inner;
    }
    const token = this.tokens[this.at];
    this.at += 1;
    if (!token) return '';
    return token.kind === 'text'
      ? token.value
      : lookUp(token.value, this.context);
  }

  private skip(operator: string): boolean {
    const token = this.tokens[this.at];
    const found = token?.kind === 'op' && token.value === operator;
    if (found) this.at += 1;
    return found;
  }
}

/** The small part of GitHub's expression language that workflow files here use. */
export function evaluate(
  expression: string,
  context: ExpressionContext,
): unknown {
  return new Parser(expression, context).or();
}

/** Replaces every `${{ }}` in a text. */
export function interpolate(text: string, context: ExpressionContext): string {
  return text
    .replace(/\$\{\{(.+?)\}\}/g, (_, expression) =>
      String(evaluate(expression, context) ?? ''),
    )
    .trim();
}

function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (;;) {
    const match = TOKEN.exec(expression);
    if (!match) return tokens;
    const [, op, quoted, name] = match;
    if (op) tokens.push({ kind: 'op', value: op });
    else if (name) tokens.push({ kind: 'name', value: name });
    else tokens.push({ kind: 'text', value: quoted.replace(/''/g, "'") });
  }
}

function same(left: unknown, right: unknown): boolean {
  return String(left ?? '') === String(right ?? '');
}

function lookUp(path: string, context: ExpressionContext): unknown {
  if (path === 'true') return true;
  if (path === 'false') return false;
  return path.split('.').reduce<any>((value, key) => value?.[key], context);
}
