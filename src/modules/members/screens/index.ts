/** What other modules' screens take from the register. */
export { ChooseMember } from './choose-member.tsx';
