export interface DocumentSection {
  title: string;
  text: string;
}

/** Cuts a document at its headings of the second level; what comes first has no title. */
export function sectionsOf(markdown: string): DocumentSection[] {
  const sections: DocumentSection[] = [{ title: '', text: '' }];
  let isFenced = false;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) isFenced = !isFenced;
    const [, title] = (!isFenced && /^## (.+)$/.exec(line)) || [];
    if (title)
      sections.push({ title: title.replace(/\\(.)/g, '$1'), text: '' });
    else if (isFenced || !/^# /.test(line)) {
      sections[sections.length - 1].text += `${line}\n`;
    }
  }
  return sections;
}
