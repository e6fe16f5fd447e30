export { FlowDocument } from './FlowDocument';
