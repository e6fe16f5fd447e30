import { useMemo } from 'react';
import Markdown, { type Components } from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { webUrl } from '../../lib/text';
import { MermaidBlock } from './MermaidBlock';
import { sectionsOf } from './sections';
import styles from './FlowDocument.module.css';

/** A flow's texts are the platform team's, and yet no more than text and web links. */
const schema = {
  ...defaultSchema,
  tagNames: defaultSchema.tagNames?.filter(
    name => !['img', 'picture', 'source'].includes(name),
  ),
  protocols: { href: ['http', 'https'] },
};

function sourceOf(node: any): string | undefined {
  const code = node?.children?.[0];
  const classes: string[] = code?.properties?.className ?? [];
  return classes.includes('language-mermaid')
    ? code.children[0].value.trimEnd()
    : undefined;
}

const components: Components = {
  a: ({ href, children }) => {
    const url = webUrl(href);
    return url ? (
      <a href={url} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ) : (
      <>{children}</>
    );
  },
  pre: ({ node, children }) => {
    const source = sourceOf(node);
    return source ? <MermaidBlock source={source} /> : <pre>{children}</pre>;
  },
  table: ({ children }) => (
    // Wide ones are moved sideways, by keys too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.table} tabIndex={0} role="group" aria-label="Table">
      <table>{children}</table>
    </div>
  ),
  h3: ({ children }) => <h5>{children}</h5>,
  h4: ({ children }) => <h6>{children}</h6>,
};

function Text({ text }: { text: string }) {
  return (
    <div className={styles.text}>
      <Markdown
        skipHtml
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[[rehypeSanitize, schema]]}
        components={components}
      >
        {text}
      </Markdown>
    </div>
  );
}

/** Section by section, since the whole is long: the first is open, the others by choice. */
export default function DocumentBody({ markdown }: { markdown: string }) {
  const [intro, ...sections] = useMemo(() => sectionsOf(markdown), [markdown]);
  return (
    <>
      <Text text={intro.text} />
      {sections.map(({ title, text }, index) => (
        <details key={title} className={styles.section} open={index === 0}>
          <summary>
            <h4>{title}</h4>
          </summary>
          <Text text={text} />
        </details>
      ))}
    </>
  );
}
