import Markdown, { type Components } from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { webUrl } from '../../lib/text';
import styles from './Notes.module.css';

/** Notes come from whoever may write a release: text and web links, nothing else. */
const schema = {
  ...defaultSchema,
  tagNames: defaultSchema.tagNames?.filter(
    name => !['img', 'input', 'picture', 'source'].includes(name),
  ),
  protocols: { href: ['http', 'https'] },
};

/** An address that GitHub would shorten as well. */
function shorten(url: string): string {
  const [, what, rest] =
    /\/(pull|issues|compare|commit)\/([^/?#]+)$/.exec(url) ?? [];
  if (what === 'compare') return rest;
  if (what === 'commit') return rest.slice(0, 7);
  return what ? `#${rest}` : url;
}

const components: Components = {
  a: ({ href, children }) => {
    const url = webUrl(href);
    return url ? (
      <a href={url} target="_blank" rel="noopener noreferrer nofollow">
        {children === href ? shorten(url) : children}
      </a>
    ) : (
      <>{children}</>
    );
  },
  h1: ({ children }) => <h4>{children}</h4>,
  h2: ({ children }) => <h4>{children}</h4>,
  h3: ({ children }) => <h5>{children}</h5>,
  h4: ({ children }) => <h6>{children}</h6>,
};

export default function MarkdownNotes({ text }: { text: string }) {
  return (
    <div className={styles.notes}>
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
