namespace Weir.Databases;

/// <summary>Something that happened between us and a database.</summary>
/// <param name="Word"><c>away</c>, <c>back</c>, <c>waiting</c>, or <c>view</c> for a view that could not be made.</param>
/// <param name="Text">A sentence for people, without a password.</param>
/// <param name="Waiting">Groups of rows that it does not have yet.</param>
internal sealed record DatabaseNews(string Word, string Text, long Waiting);
