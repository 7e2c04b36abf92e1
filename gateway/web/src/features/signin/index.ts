/** The ways in: signing in, the first team of a new server, an invitation. The way out is the store's `signOut`. */
export { created } from './creating';
export { CreateTeamPage } from './CreateTeamPage';
export { JoinPage } from './JoinPage';
export { NextSteps } from './NextSteps';
export { SignInPage } from './SignInPage';
