namespace Weir.Decoding;

/// <summary>One value of a field.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Number">Its number; null when it is none.</param>
internal readonly record struct FieldValue(string Text, double? Number);
