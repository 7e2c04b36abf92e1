/** The frame that everything stands in. */
export { App } from './App';
