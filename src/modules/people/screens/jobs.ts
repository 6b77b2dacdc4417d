import { useTranslation } from 'react-i18next';
import type { Role } from '#kernel/roles.ts';

/** What somebody does, in words. */
export function useJobs(): (roles: readonly Role[]) => string {
  const { t } = useTranslation('members');
  return (roles) => roles.map((role) => t(`job.${role}.name`)).join(', ');
}
