const first = `# Whose account is this, and why?
query {
  accounts(first: 5) {
    edges {
      node {
        id
        name
        owners { edges { type since node { id ... on User { name active } } } }
      }
    }
  }
}
`;
const fetcher = GraphiQL.createFetcher({ url: "/graphql" });
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery: first, defaultEditorToolsVisibility: true }),
);
