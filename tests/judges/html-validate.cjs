// What html-validate is asked: all that it recommends, but for what is a matter of taste or decided otherwise.
module.exports = {
  root: true,
  extends: ["html-validate:recommended", "html-validate:a11y"],
  rules: {
    // Ids are names of the package: `policy.statement`. Those of the layout begin with an underscore, which no name does.
    "valid-id": ["error", { relaxed: true }],
    // What scrolls sideways is a region without a heading.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    // Enter searches; filters act as they are typed.
    "wcag/h32": "off",
    // The organization's words are as long as they are.
    "long-title": "off",
    // As the template engine writes them.
    "no-trailing-whitespace": "off",
    "doctype-style": "off",
    "void-style": "off",
    "attribute-boolean-style": "off",
  },
};
