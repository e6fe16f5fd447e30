/** What either way of a drill has to know of the other. */
export interface DrillMark {
  id: string;
  way: 'back' | 'forward';
  /** Deployment that runs before and after. */
  comesBack: string;
  /** Where it comes from on its way forward. */
  upstream: string | null;
  version?: string;
  /** Promotion that went back; set on the way forward. */
  back?: string;
}
