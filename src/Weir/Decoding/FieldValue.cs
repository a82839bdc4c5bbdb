namespace Weir.Decoding;

/// <summary>One value of a field.</summary>
/// <param name="Text">Its text; bytes are lower-case hexadecimal digits.</param>
/// <param name="Number">Its number; null when it is none.</param>
/// <param name="IsBytes">True for raw bytes.</param>
internal readonly record struct FieldValue(string Text, decimal? Number, bool IsBytes = false);
