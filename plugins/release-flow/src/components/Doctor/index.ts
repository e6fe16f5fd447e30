export * from './DoctorPanel';
export * from './DoctorPill';
