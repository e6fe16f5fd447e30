/** A short document of a flow, as the backend writes them. */
export const flowDocument = `# Azure, three stages of qfa-backend

A release is built once.

## At a glance

\`\`\`mermaid
stateDiagram-v2
  direction LR
  state "Dev<br/>draft and published" as node_dev
  state "Staging<br/>published" as node_staging
  state "Production #35;1" as node_prd
  [*] --> node_dev: Run release.yaml<br/>deployed by itself
  node_dev --> node_staging: Publish the release<br/>deployed by itself
  node_staging --> node_prd: Promote<br/>1 approval from qfa-leads
\`\`\`

## Promotion paths

\`\`\`mermaid
flowchart LR
  node_source["Source"]
  node_dev["Dev"]
  node_source -->|"automatic"| node_dev
\`\`\`

### Source → Dev

- Automatic
- [a link](https://example.com/) and [none](javascript:alert(1))

| Where | Approvals |
| --- | --- |
| Source → Dev | none |

## Checklists

- [ ] The support desk knows

<img src="x" onerror="alert(1)">
`;
