using System.Management.Automation;
using System.Management.Automation.Language;

namespace TokenRotation.Cmdlets.Stores;

/// <summary>
/// A script block that makes text of the SecureString that it is given: "$Token" is the name of its type, and that would be
/// what the store gets.
/// </summary>
internal static class TokenAsText
{
    private const string Parameter = "Token";

    /// <summary>What such text is.</summary>
    public static readonly string Text = typeof(System.Security.SecureString).FullName!;

    /// <summary>Whether the script block does so where that can be seen: anywhere but in commands that it calls.</summary>
    public static bool IsIn(ScriptBlock script) =>
        script.Ast.Find(MakesText, searchNestedScriptBlocks: true) is not null;

    private static bool MakesText(Ast ast) => ast switch
    {
        ParameterAst { StaticType: var type } parameter => type == typeof(string) && IsToken(parameter.Name),
        ExpandableStringExpressionAst text => text.NestedExpressions.Any(IsTokenAlone),
        ConvertExpressionAst { Type.TypeName: var type, Child: var child } =>
            type.GetReflectionType() == typeof(string) && IsTokenAlone(child),
        InvokeMemberExpressionAst { Member: StringConstantExpressionAst { Value: var member }, Expression: var on } =>
            string.Equals(member, nameof(ToString), StringComparison.OrdinalIgnoreCase) && IsTokenAlone(on),
        BinaryExpressionAst { Operator: TokenKind.Format, Right: var arguments } =>
            IsTokenAlone(arguments) || (arguments is ArrayLiteralAst { Elements: var elements } && elements.Any(IsTokenAlone)),
        _ => false,
    };

    // $Token, or $($Token).
    private static bool IsTokenAlone(ExpressionAst expression) => expression switch
    {
        VariableExpressionAst variable => IsToken(variable),
        ParenExpressionAst { Pipeline: var inner } => IsTokenAlone(inner),
        SubExpressionAst { SubExpression.Statements: { Count: 1 } inner } => IsTokenAlone(inner[0]),
        _ => false,
    };

    private static bool IsTokenAlone(StatementAst statement) =>
        statement is PipelineAst { PipelineElements: { Count: 1 } elements }
        && elements[0] is CommandExpressionAst { Expression: var only }
        && IsTokenAlone(only);

    private static bool IsToken(VariableExpressionAst variable) =>
        string.Equals(variable.VariablePath.UserPath, Parameter, StringComparison.OrdinalIgnoreCase);
}
