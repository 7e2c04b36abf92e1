import './tokens.css';
import './dark.css';
import './base.css';
import './motion.css';

export { setTheme, theme, type Theme } from './theme';
