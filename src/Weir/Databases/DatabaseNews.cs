namespace Weir.Databases;

/// <summary>Something that happened between us and a database.</summary>
/// <param name="Word"><c>away</c>, <c>back</c> or <c>waiting</c>.</param>
/// <param name="Text">A sentence for people, without a password.</param>
/// <param name="Waiting">Groups of rows that it does not have yet.</param>
internal sealed record DatabaseNews(string Word, string Text, long Waiting);
