namespace Weir.Tests.Dashboard;

/// <summary>Tests of the page share one scene: two runs, a living lab, a server and a browser.</summary>
[CollectionDefinition(nameof(PageCollection))]
public sealed class PageCollection : ICollectionFixture<PageScene>;
